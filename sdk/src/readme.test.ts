import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Watermarks } from '@imbachat/protocol'
import { nodeOf } from '../../tools/programs/node.ts'
import manifest from '../package.json' with { type: 'json' }
import type { ChatClient } from './client-types.ts'
import { type RealChat, realChat } from './testing/real-chat.ts'
import { until } from './testing/until.ts'

const readme = await Bun.file(`${import.meta.dir}/../README.md`).text()
const [hello = '', bot = '', incoming = '', files = ''] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code,
)

let chat: RealChat
let folder: string
beforeAll(async () => {
  chat = await realChat()
  folder = mkdtempSync(join(tmpdir(), 'imbachat-readme-'))
})
afterAll(async () => {
  await chat.end()
  rmSync(folder, { recursive: true })
})

/** Reads the program from stdin; imports resolve from this test's folder. */
const NODE_READS = ['--input-type=module', '-']

const RUNTIMES = [
  ['Bun', () => [process.execPath, 'run', '-']],
  ['Node 22', () => [nodeOf(22), ...NODE_READS]],
  ['Node 24', () => [nodeOf(24), ...NODE_READS]],
  ['Node without WebSocket, over HTTP', () => [nodeOf(22), '--no-experimental-websocket', ...NODE_READS]],
] as const

describe.each(RUNTIMES)('the README in %s', (where, command) => {
  const name = (who: string) => `${who} of ${where}`.replaceAll(/\W/g, '-')

  /** @param user that the token of the example names */
  function start(example: string, user: string, env: Record<string, string> = {}) {
    return Bun.spawn([...command()], {
      cwd: import.meta.dir,
      stdin: new Blob([example]),
      stderr: 'inherit',
      env: {
        ...process.env,
        CHAT_URL: chat.url,
        WIDGET_ID: String(chat.widgetId),
        USER_TOKEN: chat.token(user),
        ...env,
      },
    })
  }

  async function online(user: string): Promise<ChatClient> {
    const client = chat.client(user)
    await until(() => client.connection.get().kind === 'online')
    return client
  }

  test('the first program of the README says hello and ends when it was answered', async () => {
    const peer = await online(name('peer'))
    peer.onIncoming(({ room, message }) => void peer.openRoom(room.room_id).send(`${message.text} yourself`))
    const example = start(hello, name('example'), { PEER_ID: name('peer') })
    expect(await new Response(example.stdout).text()).toContain('Hello! yourself')
    expect(await example.exited).toBe(0)
  })

  test('the bot of the README answers with tokens that its site signs, and ends in good order', async () => {
    const user = await online(name('customer'))
    const room = user.openRoom((await user.openDialog(name('bot'))).room_id)
    await room.send('Before it starts')
    const site = Bun.serve({ port: 0, fetch: () => new Response(chat.token(name('bot'))) })
    const example = start(bot, name('bot'), { TOKEN_URL: site.url.href, OUTBOX: join(folder, name('bot')) })
    await until(() => room.state.get().messages[1]?.text === 'You said: Before it starts')
    await room.send('And later')
    await until(() => room.state.get().messages.some(({ text }) => text === 'You said: And later'))
    example.kill('SIGTERM')
    expect(await example.exited).toBe(0)
    await site.stop(true)
  })

  test("the README's program reacts to a new message, and removes its reaction", async () => {
    const user = await online(name('author'))
    const room = user.openRoom((await user.openDialog(name('listener'))).room_id)
    await until(() => room.state.get().loaded)
    await room.send('Before it listens')
    const seen: number[] = []
    room.state.subscribe(({ messages }) => seen.push(messages[1]?.reactions?.[0]?.count ?? 0))
    const example = start(incoming, name('listener'))
    // It begins with what comes once its rooms are loaded, of which it confirms what came before. Being online is too
    // early: a message that came in between would be part of the loaded room, and no longer new.
    const isThere = ({ user_id, delivered_seq }: Watermarks) => user_id === name('listener') && delivered_seq > 0
    await until(() => user.rooms.state.get().rooms.some(({ watermarks }) => watermarks.some(isThere)))
    await room.send('undo')
    expect(await new Response(example.stdout).text()).toContain(': undo')
    expect(await example.exited).toBe(0)
    await until(() => seen.includes(1) && seen.at(-1) === 0)
  })

  test('the last program of the README sends a file and fetches it', async () => {
    const example = start(files, name('shop'), { PEER_ID: name('buyer') })
    expect(await new Response(example.stdout).text()).toContain('lamp,40')
    expect(await example.exited).toBe(0)
  })
})

test('the README has each entry point of the package, with functions that are there', async () => {
  const table = readme.slice(readme.indexOf('## Entry points'), readme.indexOf('## What it promises'))
  const rows = [...table.matchAll(/^\| (`.+?`) \| (.*) \|$/gm)].map(([, names = '', what = '']) => ({
    entries: [...names.matchAll(/`([\w/-]+)`/g)].map(([, entry = '']) => entry),
    functions: [...what.matchAll(/`([a-z]\w+)`/g)].map(([, name = '']) => name),
  }))
  const named = rows.flatMap(({ entries }) => entries.map((entry) => `./${entry}`))
  expect(named.toSorted()).toEqual(
    Object.keys(manifest.exports)
      .filter((entry) => entry !== '.')
      .toSorted(),
  )
  for (const { entries, functions } of rows) {
    for (const name of functions) expect(await import(`@imbachat/sdk/${entries[0]}`)).toHaveProperty(name)
  }
})
