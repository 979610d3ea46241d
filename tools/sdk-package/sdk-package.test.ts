import { afterAll, beforeAll, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realChat } from '../../sdk/src/testing/real-chat.ts'
import { until } from '../../sdk/src/testing/until.ts'
import { findNode } from '../checks/node.ts'
import { buildSdkPackage } from './build.ts'

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

test('the installed package runs the example of the README in Node', async () => {
  const node = findNode()
  if (!node) throw new Error('there is no Node 22: npm test brings one')
  const chat = await realChat()
  try {
    const peer = chat.client('peer')
    peer.onIncoming(({ room, message }) => void peer.openRoom(room.room_id).send(`${message.text} yourself`))
    await until(() => peer.connection.get().kind === 'online')
    writeFileSync(join(project, 'example.mjs'), example)
    const run = Bun.spawn([node, 'example.mjs'], {
      cwd: project,
      stderr: 'inherit',
      env: {
        ...process.env,
        CHAT_URL: chat.url,
        WIDGET_ID: String(chat.widgetId),
        USER_TOKEN: chat.token('example'),
        PEER_ID: 'peer',
      },
    })
    expect(await new Response(run.stdout).text()).toContain('Hello! yourself')
    expect(await run.exited).toBe(0)
  } finally {
    await chat.end()
  }
}, 20_000)

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
