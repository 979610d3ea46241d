import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeOf } from '../../../tools/programs/node.ts'
import { newClientId } from '../outbox/client-id.ts'
import { type RealChat, realChat } from '../testing/real-chat.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { until } from '../testing/until.ts'
import type { OutboxStorage, OutgoingMessage } from '../types.ts'
import { fileOutbox } from './file-outbox.ts'

const OWNER = 'https://chat.example 7 ann'

let base: string
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'imbachat-outbox-'))
})
afterAll(() => rmSync(base, { recursive: true }))

let folders = 0
const newFolder = () => join(base, 'made', `${++folders}`)
/** The one folder inside, that of the owner. */
const inside = (folder: string) => join(folder, readdirSync(folder)[0] ?? '')

function written(text: string): OutgoingMessage {
  const client_id = newClientId(Date.now())
  return { client_id, room_id: 1, text, reply_to: null, created_at: 0, status: { kind: 'waiting' } }
}

/** A program with the sdk; `said` has what it printed. */
function start(runtime: string, program: string, env: Record<string, string> = {}) {
  const child = Bun.spawn([runtime, ...(runtime === process.execPath ? ['run', '-'] : ['--input-type=module', '-'])], {
    cwd: import.meta.dir,
    stdin: new Blob([
      `import { createChatClient } from '../index.ts'; import { fileOutbox } from './file-outbox.ts'
      ${program}`,
    ]),
    stderr: 'inherit',
    env: { ...process.env, ...env },
  })
  const said: string[] = []
  const end = (async () => {
    let rest = ''
    for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = `${rest}${part}`.split('\n')
      rest = lines.pop() ?? ''
      said.push(...lines)
    }
  })()
  return {
    said,
    pid: child.pid,
    async kill() {
      child.kill('SIGKILL')
      await child.exited
      await end
    },
  }
}

describe('LIFE-22 the outbox in a folder', () => {
  test('the outbox in a folder keeps what waits, in order, for the next client of its owner alone', async () => {
    const open = fileOutbox(newFolder())
    const [one, two, three] = ['one', 'two', 'three'].map(written) as [
      OutgoingMessage,
      OutgoingMessage,
      OutgoingMessage,
    ]
    const first = await open(OWNER)
    await Promise.all([three, two, one].map((message) => first.put(message)))
    await first.remove(two.client_id)
    const failed: OutgoingMessage = { ...three, status: { kind: 'failed', error: { code: 'muted', message: '' } } }
    await first.put(failed)
    // another user's, and the same one's right after
    void first.close?.()
    expect(await (await open(`${OWNER}a`)).all()).toEqual([])
    expect(await (await open(OWNER)).all()).toEqual([one, failed])
  })

  test('the outbox in a folder is used by one client at a time, and a killed process does not hold it', async () => {
    const folder = newFolder()
    const first = await fileOutbox(folder)(OWNER)
    expect((await refusalOf(fileOutbox(folder)(OWNER))).message).toContain('is used by another client of this process')
    await first.close?.()
    const holder = start(
      process.execPath,
      `await fileOutbox('${folder}')('${OWNER}'); console.log('has it'); setInterval(() => {}, 1e6)`,
    )
    await until(() => holder.said.length === 1)
    expect((await refusalOf(fileOutbox(folder)(OWNER))).message).toContain(`is used by process ${holder.pid}`)
    await holder.kill()
    expect(await (await fileOutbox(folder)(OWNER)).all()).toEqual([])
  })

  test('the outbox in a folder writes nothing more once another client has it', async () => {
    const folder = newFolder()
    const storage = await fileOutbox(folder)(OWNER)
    writeFileSync(join(inside(folder), 'lock'), JSON.stringify({ pid: 1, started: 'at the same moment' }))
    expect((await refusalOf(storage.put(written('late')))).message).toContain('is used by another client now')
    expect(readdirSync(inside(folder))).toEqual(['lock'])
  })

  test('the outbox in a folder takes a message above its limit when another one has gone', async () => {
    const storage = await fileOutbox(newFolder(), { most: 2 })(OWNER)
    const [one, two, three] = ['one', 'two', 'three'].map(written) as [
      OutgoingMessage,
      OutgoingMessage,
      OutgoingMessage,
    ]
    await storage.put(one)
    await storage.put(two)
    expect((await refusalOf(storage.put(three))).message).toContain('is full: 2 messages wait or were refused')
    await storage.put({ ...two, text: 'changed' })
    await storage.remove(one.client_id)
    await storage.put(three)
    expect((await storage.all()).map(({ text }) => text)).toEqual(['changed', 'three'])
  })

  test('the outbox in a folder is closed to others, drops half a write, and names a broken file', async () => {
    const folder = newFolder()
    const open = (): Promise<OutboxStorage> => fileOutbox(folder)(OWNER)
    const first = await open()
    await first.put(written('one'))
    expect([folder, inside(folder)].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700])
    const files = readdirSync(inside(folder)).map((name) => statSync(join(inside(folder), name)).mode & 0o777)
    expect(files).toEqual([0o600, 0o600])
    await first.close?.()
    writeFileSync(join(inside(folder), `${newClientId(0)}.json.x.new`), '{"half":')
    const second = await open()
    expect([(await second.all()).length, readdirSync(inside(folder)).length]).toEqual([1, 2])
    await second.close?.()
    writeFileSync(join(inside(folder), '00000000-0000-7000-8000-000000000000.json'), '{"half":')
    expect((await refusalOf(open())).message).toContain(
      '00000000-0000-7000-8000-000000000000.json is not a message of an outbox',
    )
  })
})

describe.each([
  ['Bun', () => process.execPath],
  ['Node 22', () => nodeOf(22)],
])('LIFE-22 a client with the outbox in a folder in %s', (_, runtime) => {
  let chat: RealChat
  beforeAll(async () => {
    chat = await realChat()
  })
  afterAll(() => chat.end())

  const PROGRAM = `
    const { CHAT_URL, WIDGET_ID, USER_TOKEN, FOLDER, ROOM, ROUND } = process.env
    const options = { url: CHAT_URL, widgetId: Number(WIDGET_ID), token: USER_TOKEN, longestWaitMs: 1_000 }
    const chat = createChatClient({ ...options, outboxStorage: fileOutbox(FOLDER) })
    const room = chat.openRoom(Number(ROOM))
    for (let number = 1; ROUND && number <= 200; number++) {
      await room.send(ROUND + '/' + number)
      console.log(ROUND + '/' + number)
    }
    setInterval(() => {}, 1e6)`

  async function bot(name: string) {
    const reader = chat.client(`reader-of-${name}`)
    const { room_id } = await reader.openDialog(name)
    const view = reader.openRoom(room_id)
    const folder = newFolder()
    return {
      start: (round: string) =>
        start(runtime(), PROGRAM, {
          CHAT_URL: chat.url,
          WIDGET_ID: String(chat.widgetId),
          USER_TOKEN: chat.token(name),
          FOLDER: folder,
          ROOM: String(room_id),
          ROUND: round,
        }),
      async texts() {
        while (view.state.get().more) await view.loadOlder()
        return view.state.get().messages.map(({ text }) => text ?? '')
      },
      waiting: () => readdirSync(inside(folder)).filter((name) => name.endsWith('.json')).length,
    }
  }

  test('the outbox in a folder sends what it wrote while the server was away, although it was killed', async () => {
    const ann = await bot('ann')
    await chat.stopServer()
    const first = ann.start('away')
    await until(() => first.said.includes('away/3'))
    await first.kill()
    const count = ann.waiting()
    expect(count).toBeGreaterThanOrEqual(3)
    await chat.startServer()
    const second = ann.start('')
    await until(() => ann.waiting() === 0)
    await until(async () => (await ann.texts()).length === count)
    expect((await ann.texts()).slice(0, 3)).toEqual(['away/1', 'away/2', 'away/3'])
    await second.kill()
  })

  test('the outbox in a folder loses nothing and sends nothing twice when it is killed again and again', async () => {
    const bob = await bot('bob')
    const stored: string[] = []
    for (const round of ['1', '2', '3']) {
      const killed = bob.start(round)
      await until(() => killed.said.length >= 15)
      await killed.kill()
      stored.push(...killed.said)
    }
    const last = bob.start('')
    await until(() => bob.waiting() === 0)
    await until(async () => new Set(await bob.texts()).isSupersetOf(new Set(stored)))
    const texts = await bob.texts()
    expect(new Set(texts).size).toBe(texts.length)
    await last.kill()
  })
})
