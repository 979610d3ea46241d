import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { type RealChat, realChat } from '../testing/real-chat.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { until } from '../testing/until.ts'
import type { BegunUpload } from '../types.ts'

let chat: RealChat
const realFetch = globalThis.fetch
beforeAll(async () => {
  chat = await realChat()
})
afterEach(() => {
  globalThis.fetch = realFetch
})
afterAll(() => chat.end())

let users = 0
async function pair() {
  const [aId, bId] = [`f${++users}`, `g${users}`]
  const [a, b] = [chat.client(aId), chat.client(bId)]
  const { room_id } = await a.openDialog(bId)
  return { a, b, room_id }
}

const bytes = (size: number) => new Uint8Array(size).map((_, n) => n * 7)

/** Stands between the client and the server. */
function intercept(around: (method: string, send: () => Promise<Response>) => Promise<Response>): void {
  const through = (input: RequestInfo | URL, init?: RequestInit) =>
    around(init?.method ?? 'GET', () => realFetch(input, init))
  globalThis.fetch = Object.assign(through, { preconnect: realFetch.preconnect })
}

test('FILE-1 a file is uploaded in parts, sent and fetched by the other', async () => {
  const { a, b, room_id } = await pair()
  const content = bytes(2_500_000)
  const progress: number[] = []
  const attachment = await a.uploadFile(room_id, new File([content], 'big.bin'), {
    onProgress: (sent, total) => progress.push(sent / total),
  })
  expect(attachment).toMatchObject({ kind: 'file', name: 'big.bin', size: 2_500_000 })
  expect([progress[0], progress.at(-1), progress.length >= 4]).toEqual([0, 1, true])
  const [viewA, viewB] = [a.openRoom(room_id), b.openRoom(room_id)]
  const outgoing = await viewA.send('', { attachments: [attachment] })
  expect(outgoing.attachments).toEqual([attachment])
  await until(() => viewB.state.get().messages.length === 1)
  expect(viewB.state.get().messages[0]).toMatchObject({ text: '', attachments: [attachment] })
  await until(() => viewA.state.get().outgoing.length === 0)
  expect(viewA.state.get().messages).toEqual(viewB.state.get().messages)
  const url = await b.fileUrl(room_id, attachment.file_id)
  expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(content)
  expect(await b.fileUrl(room_id, attachment.file_id)).toBe(url)
  expect(await refusalOf(b.fileUrl(room_id, 'A'.repeat(22)))).toMatchObject({ code: 'file_not_found' })
})

test('FILE-2 an upload goes on where the network broke it, even within a part', async () => {
  const { a, room_id } = await pair()
  let parts = 0
  intercept(async (method, send) => {
    if (method !== 'PATCH') return send()
    const answer = await send()
    // the server has the second part, but the client does not learn it
    if (++parts === 2) throw new TypeError('network down')
    return answer
  })
  const content = bytes(2_200_000)
  const attachment = await a.uploadFile(room_id, new Blob([content]), { name: 'cut.bin' })
  expect(parts).toBe(3)
  await a.openRoom(room_id).send('here', { attachments: [attachment] })
  await until(async () => (await fetch(await a.fileUrl(room_id, attachment.file_id))).ok)
  const got = await (await fetch(await a.fileUrl(room_id, attachment.file_id))).arrayBuffer()
  expect(new Uint8Array(got)).toEqual(content)
})

test('FILE-2 an upload goes on after the server was restarted', async () => {
  const { a, room_id } = await pair()
  let parts = 0
  intercept(async (method, send) => {
    if (method === 'PATCH' && ++parts === 2) {
      await chat.stopServer()
      setTimeout(() => void chat.startServer(), 100)
    }
    return send()
  })
  const attachment = await a.uploadFile(room_id, new Blob([bytes(3_000_000)]), { name: 'restart.bin' })
  expect(attachment.size).toBe(3_000_000)
})

test('FILE-27 another page goes on with an upload from the bytes that the server has', async () => {
  const { a, room_id } = await pair()
  const content = bytes(2_200_000)
  const begun: BegunUpload[] = []
  let parts = 0
  intercept((method, send) => (method === 'PATCH' && ++parts === 2 ? new Promise(() => {}) : send()))
  void a.uploadFile(room_id, new Blob([content]), { name: 'left.bin', onBegun: (now) => void begun.push(now) })
  await until(() => parts === 2)
  const attachment = await a.uploadFile(room_id, new Blob([content]), { name: 'left.bin', begun: begun[0] })
  expect(parts).toBe(4)
  await a.openRoom(room_id).send('here', { attachments: [attachment] })
  await until(async () => (await fetch(await a.fileUrl(room_id, attachment.file_id))).ok)
  const got = await (await fetch(await a.fileUrl(room_id, attachment.file_id))).arrayBuffer()
  expect(new Uint8Array(got)).toEqual(content)
})

test('FILE-27 an upload that the server has lost meanwhile starts again', async () => {
  const { a, room_id } = await pair()
  const lost = { upload_id: 'A'.repeat(22), url: `/imbachat/v1/${chat.widgetId}/uploads/${'A'.repeat(22)}` }
  const attachment = await a.uploadFile(room_id, new Blob([bytes(1_000)]), {
    name: 'anew.bin',
    begun: { ...lost, token: 'no longer', expires_at: 0 },
  })
  expect(attachment).toMatchObject({ name: 'anew.bin', size: 1_000 })
})

test('an upload that is given up ends at once and leaves nothing to send', async () => {
  const { a, room_id } = await pair()
  const giveUp = new AbortController()
  let removed = false
  intercept(async (method, send) => {
    if (method === 'DELETE') removed = true
    if (method === 'PATCH') giveUp.abort()
    return send()
  })
  const uploading = a.uploadFile(room_id, new Blob([bytes(1_500_000)]), { name: 'x', signal: giveUp.signal })
  expect(await refusalOf(uploading)).toMatchObject({ name: 'AbortError' })
  await until(() => removed)
})

test('a refused upload rejects with its code and is not retried', async () => {
  const { a, room_id } = await pair()
  expect(await refusalOf(a.uploadFile(room_id, new Blob([]), { name: 'empty' }))).toMatchObject({ code: 'file_empty' })
  const broken = new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 2, 3])], 'a.jpg')
  expect(await refusalOf(a.uploadFile(room_id, broken))).toMatchObject({ code: 'file_broken' })
})
