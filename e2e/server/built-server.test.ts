import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type ChatClient, createChatClient } from '../../sdk/src/index.ts'
import { eventually } from '../stage/eventually.ts'
import { picture } from '../stage/files.ts'
import {
  freshPlace,
  LAUNCHERS,
  type Place,
  runToEnd,
  type ServerProcess,
  startProcess,
} from '../stage/server-process.ts'
import { signIn } from '../stage/wire.ts'

const root = join(import.meta.dir, '../..')
let place: Place
let server: ServerProcess
let address: { chatUrl: string; widgetId: number }
let client: ChatClient | undefined

const imbachat = async (...args: string[]): Promise<string> => {
  const { code, output } = await runToEnd([process.execPath, join(root, 'server/src/cli/main.ts'), ...args], {
    DATA_DIR: place.dataDir,
    PUBLIC_URL: `http://localhost:${place.port}`,
  })
  expect({ code, output }).toMatchObject({ code: 0 })
  return output
}

beforeAll(async () => {
  expect(await runToEnd(['node', join(root, 'bin/build.mjs')], {})).toMatchObject({ code: 0 })
  place = freshPlace()
  server = await startProcess(LAUNCHERS['bin/imbachat serve'], place)
  const { id } = JSON.parse(await imbachat('widget', 'create', '--name', 'Shop', '--json')) as { id: number }
  address = { chatUrl: `http://localhost:${place.port}`, widgetId: id }
  const token = (await imbachat('token', '--widget', String(id), '--user', '1')).trim()
  client = createChatClient({ url: address.chatUrl, widgetId: id, token })
})
afterAll(async () => {
  client?.close()
  await server.end('SIGTERM')
  place.remove()
})

test('LIFE-24 a server starts from the build, finds words in messages, and looks at pictures', async () => {
  expect(server.output()).toContain('"built":true')
  if (!client) throw new Error('no client')
  const { room_id } = await client.openDialog('2')
  const { buffer, name, mimeType } = picture('sunset.png')
  const file = new File([new Uint8Array(buffer)], name, { type: mimeType })
  expect(await client.uploadFile(room_id, file)).toMatchObject({ kind: 'image', width: 400, height: 300 })
  await client.openRoom(room_id).send('The ferry leaves at nine')
  const reader = await signIn(
    address,
    (await imbachat('token', '--widget', String(address.widgetId), '--user', '2')).trim(),
  )
  await eventually(async () => {
    const { hits } = await reader.request('messages.search', { query: 'ferry' })
    expect(hits).toHaveLength(1)
  })
})

test('LIFE-24 a built server serves the scripts and styles of its pages, compressed beforehand', async () => {
  const page = await (await fetch(`${address.chatUrl}/dashboard`)).text()
  const paths = [...page.matchAll(/(?:src|href)="(\/imbachat\/assets\/[^"]+)"/g)].map(([, path]) => path)
  expect(paths.length).toBeGreaterThan(1)
  for (const path of paths) {
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await fetch(address.chatUrl + path, { headers: { 'accept-encoding': encoding } })
      expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding)
      expect((await answer.text()).length).toBeGreaterThan(1_000)
    }
  }
})

test('LIFE-24 a built server makes a backup, and hands out the WordPress plugin', async () => {
  expect(await imbachat('backup', '--to', join(place.dataDir, 'one.backup'))).toContain('one.backup')
  const zip = await fetch(`${address.chatUrl}/integrations/imbachat-wordpress.zip`)
  expect(new Uint8Array(await zip.arrayBuffer()).subarray(0, 2)).toEqual(new TextEncoder().encode('PK'))
})

test('LIFE-24 an error in a built server names the lines of its sources, and Bun warns of nothing', async () => {
  const preload = join(place.dataDir, 'write-where.js')
  await Bun.write(
    preload,
    'process.stdout.write = () => { console.error(new Error("written here").stack); return true }',
  )
  const script = join(root, 'dist/server/imbachat.js')
  const { output } = await runToEnd([process.execPath, '--preload', preload, script, '--help'], {})
  expect(output).toMatch(/written here\n[\s\S]*server\/src\/cli\/[\w-]+\.ts:\d+:\d+/)
  expect(output).not.toContain('warn:')
})
