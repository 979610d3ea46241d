import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RealChat, realChat } from '../../sdk/src/testing/real-chat.ts'
import { until } from '../../sdk/src/testing/until.ts'
import { NODE_LINES, nodeOf } from '../checks/node.ts'
import { buildSdkPackage } from './build.ts'

// the compiler writes the types, which takes a while on a busy machine
setDefaultTimeout(60_000)

const root = join(import.meta.dir, '..', '..')

/** A project of somebody else, which has the sdk installed and nothing besides. */
let project: string
let example: string
beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), 'imbachat-project-'))
  await buildSdkPackage(join(project, 'node_modules', '@imbachat', 'sdk'))
  const readme = await Bun.file(join(root, 'sdk', 'README.md')).text()
  example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
})
afterAll(() => rmSync(project, { recursive: true }))

const RUNTIMES: [string, () => string][] = [
  ...NODE_LINES.map((line): [string, () => string] => [`Node ${line}`, () => nodeOf(line)]),
  ['Bun', () => process.execPath],
]

async function run(runtime: string, file: string, text: string, env: Record<string, string>) {
  writeFileSync(join(project, file), text)
  const child = Bun.spawn([runtime, file], { cwd: project, stderr: 'inherit', env: { ...process.env, ...env } })
  return { output: await new Response(child.stdout).text(), code: await child.exited }
}

describe.each(RUNTIMES)('the installed package in %s', (name, runtime) => {
  let chat: RealChat
  beforeAll(async () => {
    chat = await realChat()
  })
  afterAll(() => chat.end())

  test('runs the example of the README', async () => {
    const peer = chat.client('peer')
    peer.onIncoming(({ room, message }) => void peer.openRoom(room.room_id).send(`${message.text} yourself`))
    await until(() => peer.connection.get().kind === 'online')
    const env = { CHAT_URL: chat.url, WIDGET_ID: String(chat.widgetId), USER_TOKEN: chat.token('example') }
    const { output, code } = await run(runtime(), 'example.mjs', example, { ...env, PEER_ID: 'peer' })
    expect(output).toContain('Hello! yourself')
    expect(code).toBe(0)
  }, 20_000)

  test('LIFE-14 LIFE-21 sends, and says by typed errors what is wrong with url, token, widget or server', async () => {
    const program = await Bun.file(join(import.meta.dir, 'testing', 'smoke.mjs')).text()
    const env = {
      CHAT_URL: chat.url,
      WIDGET_ID: String(chat.widgetId),
      USER_TOKEN: chat.token(`smoke-${name.replace(' ', '-')}`),
    }
    const { output, code } = await run(runtime(), 'smoke.mjs', program, env)
    expect(JSON.parse(output)).toEqual({
      sent: ['Hello!'],
      'bad urls': Array.from({ length: 6 }, () => ['ChatRequestError', 'invalid_field', 'url', false]),
      'bad token': ['ChatRequestError', 'token_malformed', false],
      'no such widget': ['ChatRequestError', 'widget_unknown', false],
      'server away': 'offline',
    })
    expect(code).toBe(0)
  }, 30_000)
})

test('the installed package has its types', () => {
  const typed = `
    import { createChatClient, type Message } from '@imbachat/sdk'
    import { shareConnection } from '@imbachat/sdk/sharing'
    const connect = shareConnection({ workerUrl: '/worker.js' })
    const chat = createChatClient({ url: 'https://chat.example', widgetId: 7, token: null, connect })
    export const messages: Message[] = chat.openRoom(1).state.get().messages
    // @ts-expect-error: a number
    createChatClient({ url: 'https://chat.example', widgetId: '7', token: null })
    // @ts-expect-error: no such room
    chat.openRoom('hall')
  `
  writeFileSync(join(project, 'typed.ts'), typed)
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--types', '', '--target', 'ESNext']
  for (const [module, resolution] of [
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'bundler'],
  ] as const) {
    const how = ['--module', module, '--moduleResolution', resolution]
    const done = spawnSync(tsc, [...options, ...how, 'typed.ts'], { cwd: project, encoding: 'utf8' })
    expect([module, done.stdout, done.status]).toEqual([module, '', 0])
  }
}, 30_000)
