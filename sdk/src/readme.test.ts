import { afterAll, beforeAll, expect, test } from 'bun:test'
import { nodeOf } from '../../tools/checks/node.ts'
import { type RealChat, realChat } from './testing/real-chat.ts'
import { until } from './testing/until.ts'

let chat: RealChat
let code: string
beforeAll(async () => {
  const readme = await Bun.file(`${import.meta.dir}/../README.md`).text()
  code = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  chat = await realChat()
})
afterAll(() => chat.end())

/** Reads the program from stdin; imports resolve from this test's folder. */
const NODE_READS = ['--input-type=module', '-']

for (const [where, command] of [
  ['Bun', () => [process.execPath, 'run', '-']],
  ['Node 22', () => [nodeOf(22), ...NODE_READS]],
  ['Node 24', () => [nodeOf(24), ...NODE_READS]],
  ['Node without WebSocket, over HTTP', () => [nodeOf(22), '--no-experimental-websocket', ...NODE_READS]],
] as const) {
  test(`the example of the README says hello and ends when it was answered, in ${where}`, async () => {
    const name = `peer of ${where}`.replaceAll(/\W/g, '-')
    const peer = chat.client(name)
    peer.onIncoming(({ room, message }) => void peer.openRoom(room.room_id).send(`${message.text} yourself`))
    await until(() => peer.connection.get().kind === 'online')
    const example = Bun.spawn([...command()], {
      cwd: import.meta.dir,
      stdin: new Blob([code]),
      stderr: 'inherit',
      env: {
        ...process.env,
        CHAT_URL: chat.url,
        WIDGET_ID: String(chat.widgetId),
        USER_TOKEN: chat.token(`example of ${name}`.replaceAll(' ', '-')),
        PEER_ID: name,
      },
    })
    expect(await new Response(example.stdout).text()).toContain('Hello! yourself')
    expect(await example.exited).toBe(0)
  }, 20_000)
}
