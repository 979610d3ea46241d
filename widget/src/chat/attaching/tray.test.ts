import { expect, test } from 'bun:test'
import type { Attachment } from '@imbachat/sdk'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import type { FileFacts } from './read-file.ts'
import { createTray, type Tray, type Uploaded } from './tray.ts'

interface Going {
  name: string
  progress(sent: number): void
  signal: AbortSignal
  done(): void
  fail(code: string): void
}

const attachment = (name: string): Attachment => ({ file_id: `f-${name}`, kind: 'file', name, size: 1, type: '' })

function setUp(facts: FileFacts = { kind: 'file', preview: null }) {
  const going: Going[] = []
  let emptied = 0
  const tray = createTray({
    limits: { max_bytes: 1_000, kinds: ['image', 'file'] },
    read: async () => facts,
    upload: (file, _facts, { progress, signal }) =>
      new Promise<Uploaded>((resolve, reject) => {
        const { name } = file
        const done = () => resolve({ attachment: attachment(name), poster_id: undefined })
        going.push({ name, progress, signal, done, fail: (code) => reject({ code }) })
      }),
    emptied: () => emptied++,
    send() {},
  })
  return { tray, going, emptied: () => emptied }
}

const file = (name: string, size = 10) => new File([new Uint8Array(size)], name)
const states = (tray: Tray) => tray.files.value.map(({ state }) => state.kind)
const settled = () => Bun.sleep(0)

test('files are uploaded as soon as they are chosen, side by side, and the message takes them in their order', async () => {
  const { tray, going } = setUp()
  tray.add([file('a'), file('b')])
  expect(tray.canSend.value).toBe(true)
  await settled()
  expect(going.map(({ name }) => name)).toEqual(['a', 'b'])
  const all = tray.uploaded()
  going[1]?.progress(0.5)
  expect(tray.files.value[1]?.state).toEqual({ kind: 'uploading', sent: 0.5 })
  going[1]?.done()
  going[0]?.done()
  expect((await all).map((one) => one.attachment.name)).toEqual(['a', 'b'])
})

test('a file that the server would refuse is not uploaded, and says why', async () => {
  const { tray, going } = setUp()
  tray.add([file('empty', 0), file('large', 1_001)])
  await settled()
  expect(going).toEqual([])
  const codes = tray.files.value.map(({ state }) => state.kind === 'failed' && [state.code, state.mayRetry])
  expect(codes).toEqual([
    ['file_empty', false],
    ['file_too_large', false],
  ])
  expect(tray.canSend.value).toBe(false)
})

test('a kind that the widget does not allow is refused', async () => {
  const { tray } = setUp({ kind: 'video', preview: null })
  tray.add([file('film.mp4')])
  await settled()
  expect(tray.files.value[0]?.state).toMatchObject({ kind: 'failed', code: 'file_type_refused' })
})

test('a message takes ten files', async () => {
  const { tray } = setUp()
  tray.add(Array.from({ length: 12 }, (_, index) => file(String(index))))
  expect([tray.files.value.length, tray.overfull.value]).toEqual([10, true])
  tray.remove(tray.files.value[0]?.id ?? '')
  expect(tray.overfull.value).toBe(false)
})

test('a removed file is no longer uploaded, and the last one empties the tray', async () => {
  const { tray, going, emptied } = setUp()
  tray.add([file('a')])
  await settled()
  tray.remove(tray.files.value[0]?.id ?? '')
  expect([going[0]?.signal.aborted, emptied(), tray.files.value.length]).toEqual([true, 1, 0])
  going[0]?.fail('connection_lost')
  await settled()
  expect(tray.files.value).toEqual([])
})

test('a failed upload can be tried again, unless the file itself is refused', async () => {
  const { tray, going } = setUp()
  tray.add([file('a'), file('b')])
  await settled()
  going[0]?.fail('quota_exceeded')
  going[1]?.fail('file_broken')
  await settled()
  expect(tray.files.value.map(({ state }) => state.kind === 'failed' && state.mayRetry)).toEqual([true, false])
  expect(await refusalOf(tray.uploaded())).toMatchObject({ code: 'quota_exceeded' })
  tray.retry(tray.files.value[0]?.id ?? '')
  expect(states(tray)).toEqual(['uploading', 'failed'])
  tray.remove(tray.files.value[1]?.id ?? '')
  const all = tray.uploaded()
  going[2]?.done()
  expect(await all).toHaveLength(1)
})

test('FILE-40 a refused file does not keep the others back: they are sent, and it stays with its reason', async () => {
  const { tray, going } = setUp()
  tray.add([file('a'), file('b')])
  await settled()
  going[0]?.fail('file_broken')
  await settled()
  expect(tray.canSend.value).toBe(true)
  const failed = tray.takeFailed()
  expect(failed.map(({ state }) => state)).toEqual([{ kind: 'failed', code: 'file_broken', mayRetry: false }])
  const all = tray.uploaded()
  going[1]?.done()
  expect(await all).toHaveLength(1)
  const left = setUp().tray
  left.putBack(failed)
  expect(left.canSend.value).toBe(false)
  expect(left.files.value).toEqual(failed)
})
