import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { API_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import { type App, createApp } from '../../server/src/app.ts'
import { systemClock } from '../../server/src/chat/clock.ts'
import { silentLog } from '../../server/src/chat/log.ts'
import { resolveConfig } from '../../server/src/config/config.ts'
import { createApiKeys } from '../../server/src/dashboard/keys/api-keys.ts'
import { freshDataDir } from '../../server/src/store/testing/data-dir.ts'
import { signatureHeaders } from '../../server/src/webhooks/signature.ts'
import { buildServerPackage } from '../../tools/sdk-package/server-package.ts'
import { eventually } from '../stage/eventually.ts'
import { plainPicture } from '../stage/files.ts'

const LAMP = Uint8Array.from(plainPicture('lamp.png', [200, 120, 40]).buffer)
const { dataDir, remove } = freshDataDir()
const folder = mkdtempSync(join(tmpdir(), 'site-programs-'))
let app: App
let env: Record<string, string>
/** how often a file was fetched */
let asked = 0
const files = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch: ({ url }) => {
    asked++
    if (url.endsWith('/price%20list.txt'))
      return new Response('apples 1\npears 2\n', { headers: { 'content-type': 'text/plain' } })
    if (url.endsWith('/empty.txt')) return new Response('')
    if (url.endsWith('/broken.png'))
      return new Response(LAMP.slice(0, 60), { headers: { 'content-type': 'image/png' } })
    if (url.endsWith('/lamp.png')) return new Response(LAMP, { headers: { 'content-type': 'image/png' } })
    return new Response('nothing here', { status: 404 })
  },
})

beforeAll(async () => {
  app = await createApp(resolveConfig({ DATA_DIR: dataDir, PORT: 0, LOG_LEVEL: 'silent' }))
  const { id: widget_id } = await app.widgets.create(null, { name: 'Shop', origins: [] })
  const { control, readDb } = app.store
  const limits = { API_KEYS_PER_WIDGET: 1 }
  const { secret } = await createApiKeys({
    store: app.store.chat,
    control,
    readDb,
    clock: systemClock,
    log: silentLog,
    limits,
  }).create(
    { kind: 'dashboard', account_id: 'owner', email: 'owner@shop.example', role: 'owner', site: null },
    widget_id,
    { name: 'Backend', scopes: API_SCOPES, days: null },
  )
  await buildServerPackage(join(folder, 'node_modules', '@imbachat', 'server'))
  const { PATH = '' } = process.env
  const secretKey = (await app.widgets.find(widget_id))?.secretKeys[0] ?? ''
  env = { PATH, CHAT_URL: app.config.publicUrl, API_KEY: secret, SECRET_KEY: secretKey, FILES: files.url.origin }
})
afterAll(async () => {
  await app.stop()
  files.stop(true)
  remove()
  rmSync(folder, { recursive: true })
})

const integrations = new URL('../../integrations/', import.meta.url).pathname

/** What the program prints, as JSON. */
async function run(
  command: readonly string[],
  name: string,
  program: string,
  more: Record<string, string> = {},
): Promise<unknown> {
  const path = join(folder, name)
  writeFileSync(path, program)
  const done = Bun.spawn([...command, path], {
    env: { ...env, ...more, PYTHONPATH: `${integrations}python`, PYTHONDONTWRITEBYTECODE: '1' },
    stderr: 'pipe',
  })
  const [printed, problems] = await Promise.all([new Response(done.stdout).text(), new Response(done.stderr).text()])
  expect([await done.exited, problems]).toEqual([0, ''])
  return JSON.parse(printed)
}

const PHP = `<?php
error_reporting(E_ALL);
ini_set('display_errors', 'stderr');
require '${integrations}php/imbachat.php';
$chat = new ImbaChat(getenv('CHAT_URL'), getenv('API_KEY'));
$chat->call('PUT', '/rooms/pipe:order-17', ['title' => 'Order 17', 'user_ids' => ['1', '2']]);
$message = ['user_id' => '1', 'text' => 'Prices', 'files' => [['url' => getenv('FILES') . '/price%20list.txt']]];
$first = $chat->call('POST', '/rooms/pipe:order-17/messages', $message, 'prices-17');
$again = $chat->call('POST', '/rooms/pipe:order-17/messages', $message, 'prices-17');
try {
    $chat->call('POST', '/rooms/pipe:order-17/messages', ['user_id' => '1', 'files' => [['url' => getenv('FILES') . '/none']]]);
} catch (ImbaChatError $refused) {
    $refusal = [$refused->status, $refused->error, $refused->field];
}
$list = $chat->call('GET', '/rooms/pipe:order-17/messages');
$file = $chat->call('GET', '/rooms/pipe:order-17/files/' . $list['messages'][0]['attachments'][0]['file_id']);
echo json_encode([
    'same' => $first['message'] == $again['message'],
    'refusal' => $refusal,
    'messages' => $list['messages'],
    'bytes' => file_get_contents($file['url']),
    'token' => ImbaChat::userToken(getenv('SECRET_KEY'), '1'),
]);
`

const PYTHON = `
import json, os
from urllib.request import urlopen
from imbachat import ImbaChat, ImbaChatError, user_token

chat = ImbaChat(os.environ["CHAT_URL"], os.environ["API_KEY"])
chat.call("PUT", "/rooms/pipe:order-18", {"title": "Order 18", "user_ids": ["1", "2"]})
message = {"user_id": "1", "text": "Prices", "files": [{"url": os.environ["FILES"] + "/price%20list.txt"}]}
first = chat.call("POST", "/rooms/pipe:order-18/messages", message, "prices-18")
again = chat.call("POST", "/rooms/pipe:order-18/messages", message, "prices-18")
try:
    chat.call("POST", "/rooms/pipe:order-18/messages", {"user_id": "1", "files": [{"url": os.environ["FILES"] + "/none"}]})
except ImbaChatError as refused:
    refusal = [refused.status, refused.code, refused.field]
file = chat.call("GET", "/rooms/pipe:order-18/files/" + first["message"]["attachments"][0]["file_id"])
with urlopen(file["url"]) as answer:
    data = answer.read().decode()
print(json.dumps({
    "bytes": data,
    "same": first["message"] == again["message"],
    "refusal": refusal,
    "messages": chat.call("GET", "/rooms/pipe:order-18/messages")["messages"],
    "token": user_token(os.environ["SECRET_KEY"], "1"),
}))
`

const NODE = `
import { ImbaChat, userToken } from '@imbachat/server'

const { CHAT_URL, API_KEY, SECRET_KEY, FILES, ROOM } = process.env
const chat = new ImbaChat({ url: CHAT_URL, apiKey: API_KEY })
const params = { room: 'pipe:' + ROOM }
await chat.call('rooms.put', { params, body: { title: ROOM, user_ids: ['1', '2'] } })
const body = { user_id: '1', text: 'Prices', files: [{ url: FILES + '/price%20list.txt' }] }
const first = await chat.call('messages.send', { params, body }, { idempotencyKey: 'prices-' + ROOM })
const again = await chat.call('messages.send', { params, body }, { idempotencyKey: 'prices-' + ROOM })
const wrong = { user_id: '1', files: [{ url: FILES + '/none' }] }
const refused = await chat.call('messages.send', { params, body: wrong }).catch((error) => error)
const { file_id } = first.message.attachments[0]
const file = await chat.call('files.get', { params: { ...params, file_id } })
console.log(JSON.stringify({
  bytes: await (await fetch(file.url)).text(),
  same: JSON.stringify(first.message) === JSON.stringify(again.message),
  refusal: [refused.status, refused.code, refused.field],
  messages: (await chat.call('messages.list', { params })).messages,
  token: userToken(SECRET_KEY, '1'),
}))
`

const EVENTS = `
import { ImbaChat } from '@imbachat/server'

const { CHAT_URL, API_KEY, ROOM } = process.env
const chat = new ImbaChat({ url: CHAT_URL, apiKey: API_KEY })
const params = { room: 'pipe:' + ROOM }
const { room } = await chat.call('rooms.put', { params, body: { title: ROOM, user_ids: ['1'] } })
const send = (text) => chat.call('messages.send', { params, body: { user_id: '1', text } })
const { newest } = await chat.call('events.list')
const seen = []
for (const text of ['one', 'two']) await send(text)
let after
for await (const event of chat.events({ after: newest, types: ['message.created'] })) {
  if (event.data.room_id === room.room_id) seen.push(event.data.message.text)
  after ??= event.id
  // while the loop waits for the next one
  if (seen.length === 2) setTimeout(send, 50, 'three')
  if (seen.length === 3) break
}
const stopped = new AbortController()
const rest = []
for await (const event of chat.events({ after, types: ['message.created'], signal: stopped.signal })) {
  rest.push(event.data.message.text)
  if (rest.length === 2) stopped.abort()
}
const wrongKey = new ImbaChat({ url: CHAT_URL, apiKey: 'imba_key_' + 'x'.repeat(40) })
const refused = await wrongKey.events().next().catch((error) => error)
const away = await new ImbaChat({ url: 'http://127.0.0.1:1', apiKey: API_KEY }).call('key.get').catch((error) => error)
console.log(JSON.stringify({
  ...{ seen, rest, refused: [refused.code, refused.isTemporary] },
  away: [away.code, away.status, away.isTemporary],
}))
`

test.each([
  ['PHP', ['php'], 'site.php', PHP],
  ['Node', ['node'], 'node.mjs', NODE],
  ['Bun', [process.execPath], 'bun.mjs', NODE],
  ['Python', ['python3', '-W', 'error'], 'site.py', PYTHON],
])(
  'API-13 a program in %s sends a message with a file, once, and learns what is wrong with another',
  async (...given) => {
    const [, command, name, program] = given
    const said = (await run(command, name, program, { ROOM: name })) as { token: string }
    expect(said).toMatchObject({
      bytes: 'apples 1\npears 2\n',
      same: true,
      refusal: [422, 'invalid_field', 'files.0.url'],
      messages: [{ seq: 1, sender_id: '1', text: 'Prices', attachments: [{ name: 'price list.txt', size: 17 }] }],
    })
    const socket = new WebSocket(`${app.config.publicUrl.replace('http', 'ws')}/imbachat/v1/1/ws`)
    await new Promise((open) => socket.addEventListener('open', open))
    socket.send(JSON.stringify({ id: 1, t: 'auth', v: 1, token: said.token }))
    const answer = await new Promise<string>((heard) =>
      socket.addEventListener('message', ({ data }) => heard(String(data))),
    )
    expect(JSON.parse(answer)).toMatchObject({ t: 'ok', result: { me: { user_id: '1' } } })
    socket.close()
  },
)

test.each([
  ['Node', 'node'],
  ['Bun', process.execPath],
])(
  'API-15 a program in %s follows what happens, goes on where it was, and is told what time does not heal',
  async (name, command) => {
    expect(await run([command], `events-${name}.mjs`, EVENTS, { ROOM: `events-${name}` })).toEqual({
      seen: ['one', 'two', 'three'],
      rest: ['two', 'three'],
      refused: ['not_authenticated', false],
      away: ['no_answer', 0, true],
    })
  },
)

/** A call of the server API. @param secret of the site's key, or of a bot's */
async function call(method: string, path: string, body?: object, secret = env.API_KEY) {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const asked = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  const answer = await fetch(`${env.CHAT_URL}/v3${path}`, asked)
  // biome-ignore lint/suspicious/noExplicitAny: what it has is checked by the test
  return { status: answer.status, body: (await answer.json()) as any }
}

test('API-13 a file of any size is announced and uploaded by tus, and a message of its author takes it', async () => {
  await call('PUT', '/rooms/pipe:uploads', { title: 'Uploads', user_ids: ['1', '2'] })
  const bytes = new TextEncoder().encode('the whole report')
  const announced = { user_id: '1', name: 'report.txt', size: bytes.byteLength, type: 'text/plain' }
  const { status, body: file } = await call('POST', '/rooms/pipe:uploads/files', announced)
  expect(status).toBe(201)
  const send = (user_id: string) =>
    call('POST', '/rooms/pipe:uploads/messages', { user_id, files: [{ file_id: file.file_id }] })
  expect(await send('1')).toMatchObject({ status: 409, body: { code: 'upload_unfinished', field: 'files.0' } })
  const patched = await fetch(file.url, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${file.token}`,
      ...{ 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    },
    body: bytes,
  })
  expect(patched.status).toBe(204)
  expect(await send('2')).toMatchObject({ status: 404, body: { code: 'upload_not_found', field: 'files.0' } })
  const sent = await send('1')
  expect(sent).toMatchObject({ status: 201, body: { message: { text: '', attachments: [{ name: 'report.txt' }] } } })
})

test('API-21 the address of a file opens that file alone, to members and the site, as long as the message has it', async () => {
  await call('PUT', '/bots/reader', { name: 'Reader' })
  const bot = (await call('POST', '/bots/reader/keys', {})).body.key as string
  await call('PUT', '/rooms/pipe:photos', { title: 'Photos', user_ids: ['1', 'reader'] })
  await call('PUT', '/rooms/pipe:elsewhere', { title: 'Elsewhere', user_ids: ['1'] })
  const send = async (url: string) => {
    const { body } = await call('POST', '/rooms/pipe:photos/messages', { user_id: '1', files: [{ url }] })
    return { seq: body.message.seq as number, file_id: body.message.attachments[0].file_id as string }
  }
  const photo = await send(`${env.FILES}/lamp.png`)
  const list = await send(`${env.FILES}/price%20list.txt`)
  const at = (file_id: string, room = 'photos') => `/rooms/pipe:${room}/files/${file_id}`
  for (const secret of [env.API_KEY, bot]) {
    const { body } = await call('GET', at(photo.file_id), undefined, secret)
    expect(body.expires_at - Date.now()).toBeLessThanOrEqual(300_000)
    const read = await fetch(body.url)
    expect([read.status, read.headers.get('content-type')]).toEqual([200, 'image/png'])
    // as it was encoded again, without what cameras note in it
    expect((await read.arrayBuffer()).byteLength).toBeGreaterThan(100)
    expect((await fetch(body.url.replace(photo.file_id, list.file_id))).status).toBe(403)
  }
  expect(await call('GET', at(photo.file_id, 'elsewhere'))).toMatchObject({
    status: 404,
    body: { code: 'file_not_found', field: 'file_id' },
  })
  const notIn = await call('GET', at(photo.file_id, 'elsewhere'), undefined, bot)
  expect(notIn).toMatchObject({ status: 404, body: { code: 'room_not_found' } })

  const { body: given } = await call('GET', at(list.file_id))
  await call('DELETE', `/rooms/pipe:photos/messages/${list.seq}`)
  expect((await fetch(given.url)).status).toBe(404)
  expect((await call('GET', at(list.file_id))).body.code).toBe('file_not_found')
})

test('API-22 a site reads for a user in the room, a bot for itself, and a mark never moves back', async () => {
  await call('PUT', '/bots/clerk', { name: 'Clerk' })
  const bot = (await call('POST', '/bots/clerk/keys', {})).body.key as string
  await call('PUT', '/rooms/pipe:reading', { title: 'Reading', user_ids: ['1', '2', 'clerk'] })
  for (const text of ['one', 'two', 'three']) await call('POST', '/rooms/pipe:reading/messages', { user_id: '1', text })
  const read = (body: object, secret?: string) => call('PUT', '/rooms/pipe:reading/read', body, secret)
  const marks = []
  for (const seq of [2, 1, 99]) marks.push((await read({ user_id: '2', seq })).body)
  const last = marks[2].read_seq as number
  expect(marks).toMatchObject([
    { user_id: '2', read_seq: 2, unread: last - 2 },
    { user_id: '2', read_seq: 2, unread: last - 2 },
    { user_id: '2', unread: 0 },
  ])
  const refused = { status: 404, body: { code: 'room_not_found', field: 'room' } }
  expect(await read({ user_id: 'eve', seq: 1 })).toMatchObject(refused)
  expect((await read({ seq: last }, bot)).body).toMatchObject({ user_id: 'clerk', read_seq: last, unread: 0 })
  const others = await read({ user_id: '2', seq: 1 }, bot)
  expect(others).toMatchObject({ status: 403, body: { code: 'forbidden', field: 'user_id' } })
})

test('API-11 a room gets a picture from an address, keeps it, loses it, and a wrong one makes no room', async () => {
  const put = (name: string, body: object) => call('PUT', `/rooms/pipe:${name}`, body)
  const picture_url = `${env.FILES}/lamp.png`
  const made = await put('pictured', { title: 'Pictured', picture_url })
  expect(made).toMatchObject({
    status: 200,
    body: { created: true, room: { picture: { file_id: expect.any(String) } } },
  })
  const { picture } = made.body.room
  expect((await put('pictured', { title: 'Still pictured' })).body.room.picture).toEqual(picture)
  const other = (await put('pictured', { picture_url })).body.room.picture
  expect([typeof other.file_id, other.file_id === picture.file_id]).toEqual(['string', false])
  expect((await put('pictured', { picture_url: null })).body.room.picture).toBe(null)
  for (const wrong of [`${env.FILES}/none`, `${env.FILES}/price%20list.txt`]) {
    const refused = await put('unpictured', { title: 'Unpictured', picture_url: wrong })
    expect(refused).toMatchObject({ status: 422, body: { field: 'picture_url' } })
    expect((await put('unpictured', {})).body.field).toBe('title')
  }
  const { readDb } = app.store
  expect(await readDb.selectFrom('upload').selectAll().where('user_id', '=', '').execute()).toEqual([])
})

const CHECKS = {
  PHP: [
    ['php'],
    'hook.php',
    `<?php
require '${integrations}php/imbachat.php';
$server = ['HTTP_WEBHOOK_ID' => getenv('HOOK_ID'), 'HTTP_WEBHOOK_TIMESTAMP' => getenv('HOOK_TIME'), 'HTTP_WEBHOOK_SIGNATURE' => getenv('HOOK_SIGNATURE')];
try {
    echo json_encode(ImbaChat::webhookEvent(getenv('HOOK_SECRET'), getenv('HOOK_BODY'), $server));
} catch (ImbaChatError $refused) {
    echo json_encode($refused->error);
}
`,
  ],
  JavaScript: [
    ['node'],
    'hook.mjs',
    `
import { webhookEvent } from '@imbachat/server'
const { HOOK_ID, HOOK_TIME, HOOK_SIGNATURE, HOOK_SECRET, HOOK_BODY } = process.env
const headers = { 'webhook-id': HOOK_ID, 'webhook-timestamp': HOOK_TIME, 'webhook-signature': HOOK_SIGNATURE }
try {
  console.log(JSON.stringify(webhookEvent(HOOK_SECRET, HOOK_BODY, headers)))
} catch (refused) {
  console.log(JSON.stringify(refused.code))
}
`,
  ],
  Python: [
    ['python3', '-W', 'error'],
    'hook.py',
    `
import json, os
from imbachat import ImbaChatError, webhook_event

headers = {"Webhook-Id": os.environ["HOOK_ID"], "Webhook-Timestamp": os.environ["HOOK_TIME"], "Webhook-Signature": os.environ["HOOK_SIGNATURE"]}
try:
    print(json.dumps(webhook_event(os.environ["HOOK_SECRET"], os.environ["HOOK_BODY"].encode(), headers)))
except ImbaChatError as refused:
    print(json.dumps(refused.code))
`,
  ],
} as const

test.each(Object.entries(CHECKS))(
  'HOOK-1 a program in %s takes a webhook that is signed by one of two secrets, and no other',
  async (_, [command, name, program]) => {
    const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`
    // as the server sends it: its own id is the place in the log, which begins again when a log does
    const body =
      '{"id":"4711","type":"message.created","timestamp":"2026-11-30T09:00:00.000Z","data":{"text":"Привет"}}'
    const given = (at: number) => signatureHeaders({ id: 'evt_1', at, body, secrets: [secretOf(1), secretOf(2)] })
    const check = (headers: Record<string, string>, more: Record<string, string> = {}) => {
      const { 'webhook-id': HOOK_ID = '', 'webhook-timestamp': HOOK_TIME = '' } = headers
      const HOOK_SIGNATURE = headers['webhook-signature'] ?? ''
      const asked = { HOOK_ID, HOOK_TIME, HOOK_SIGNATURE, HOOK_SECRET: secretOf(2), HOOK_BODY: body, ...more }
      return run(command, name, program, asked)
    }
    const now = Date.now()
    expect(await check(given(now))).toEqual({ ...JSON.parse(body), id: 'evt_1', log_id: '4711' })
    expect(await check(given(now), { HOOK_SECRET: secretOf(3) })).toBe('bad_signature')
    expect(await check(given(now), { HOOK_BODY: body.replace('Привет', 'Пока') })).toBe('bad_signature')
    expect(await check(given(now), { HOOK_ID: 'evt_2' })).toBe('bad_signature')
    expect(await check(given(now - 301_000))).toBe('bad_signature')
    expect(await check({})).toBe('bad_signature')
    const forged = signatureHeaders({ id: 'evt_1', at: now, body, secrets: ['whsec_'] })
    for (const HOOK_SECRET of ['', 'whsec_']) expect(await check(forged, { HOOK_SECRET })).toBe('bad_secret')
  },
)

test('IMPORT-1 the search of a member finds what was imported', async () => {
  const message = { id: 'old-1', pipe: 'old', sender_id: '1', text: 'A lighthouse', created_at: 1_704_110_460_000 }
  await call('POST', '/import', {
    users: [{ user_id: '1', name: 'Ann' }],
    rooms: [{ pipe: 'old', title: 'Old', members: [{ user_id: '1' }] }],
    messages: [message],
  })
  await eventually(async () =>
    expect((await call('GET', '/users/1/search?query=lighthouse')).body).toMatchObject({
      messages: [{ message: { text: 'A lighthouse', created_at: message.created_at } }],
    }),
  )
})

describe('IMPORT-5 files of another chat', () => {
  const at = 1_704_110_460_000
  const put = async (body: object) => (await call('POST', '/import', body)).body
  const messagesOf = async (pipe: string) =>
    (await call('GET', `/rooms/pipe:${pipe}/messages`)).body.messages.toReversed()
  const room = (pipe: string) => ({
    users: [{ user_id: 'gone', name: 'Gone' }],
    rooms: [{ pipe, title: pipe, members: [{ user_id: '1' }] }],
  })
  const uploads = () => app.store.readDb.selectFrom('upload').selectAll().where('user_id', '=', '').execute()
  const prices = () => ({ url: `${env.FILES}/price%20list.txt`, name: 'Prices.txt' })
  const lamp = () => ({ url: `${env.FILES}/lamp.png` })

  test('messages take files by address and by upload, with their times, replies and reactions, of authors who left', async () => {
    const bytes = new TextEncoder().encode('the whole report')
    const { status, body: file } = await call('POST', '/import/files', { name: 'report.txt', size: bytes.byteLength })
    expect(status).toBe(201)
    const reply = {
      ...{ id: 'f2', pipe: 'archive', sender_id: '1', text: 'Thanks', created_at: at + 1, reply_to: 'f1' },
      ...{ files: [{ file_id: file.file_id }], reactions: [{ emoji: '👍', user_ids: ['gone'] }] },
    }
    const history = {
      ...room('archive'),
      messages: [
        { id: 'f1', pipe: 'archive', sender_id: 'gone', created_at: at, files: [prices(), lamp()] },
        reply,
        { id: 'f3', pipe: 'archive', sender_id: 'gone', text: 'Bye', created_at: at + 2 },
      ],
    }
    const waits = await put(history)
    expect(waits.messages).toMatchObject([
      { status: 'stored', seq: 1 },
      { status: 'refused', code: 'upload_unfinished', field: 'files.0' },
      { status: 'refused', code: 'conflict', field: 'files' },
    ])
    const patched = await fetch(file.url, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${file.token}`,
        ...{ 'tus-resumable': '1.0.0', 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      },
      body: bytes,
    })
    expect(patched.status).toBe(204)
    const seen = asked
    expect((await put(history)).messages.map(({ status }: { status: string }) => status)).toEqual([
      ...['repeated', 'stored', 'stored'],
    ])
    // what was imported is not fetched again
    expect(asked).toBe(seen)
    expect((await put(history)).messages.map(({ status }: { status: string }) => status)).toEqual([
      ...['repeated', 'repeated', 'repeated'],
    ])
    expect(await messagesOf('archive')).toMatchObject([
      {
        ...{ seq: 1, sender_id: 'gone', text: '', created_at: at },
        attachments: [
          { kind: 'file', name: 'Prices.txt', size: 17 },
          { kind: 'image', name: 'lamp.png', width: 900 },
        ],
      },
      {
        ...{ seq: 2, text: 'Thanks', created_at: at + 1, reply_to: 1, attachments: [{ name: 'report.txt', size: 16 }] },
        reactions: [{ emoji: '👍', count: 1, user_ids: ['gone'] }],
      },
      { seq: 3, text: 'Bye', created_at: at + 2 },
    ])
    expect(await uploads()).toEqual([])
    const again = { ...reply, id: 'f4', created_at: at + 3 }
    expect((await put({ messages: [again] })).messages).toMatchObject([{ code: 'upload_not_found', field: 'files.0' }])
  })

  test('a member opens an imported file', async () => {
    const message = { id: 'o1', pipe: 'opened', sender_id: 'gone', created_at: at, files: [prices()] }
    const { rooms } = await put({ ...room('opened'), messages: [message] })
    const [{ attachments }] = await messagesOf('opened')
    const { token } = (await call('POST', '/users/1/tokens', {})).body
    const socket = new WebSocket(`${app.config.publicUrl.replace('http', 'ws')}/imbachat/v1/1/ws`)
    const answers: ((text: string) => void)[] = []
    socket.addEventListener('message', ({ data }) => {
      if (JSON.parse(String(data)).id !== undefined) answers.shift()?.(String(data))
    })
    await new Promise((open) => socket.addEventListener('open', open))
    const ask = (frame: object) => {
      const answer = new Promise<string>((heard) => answers.push(heard))
      socket.send(JSON.stringify(frame))
      return answer.then((text) => JSON.parse(text))
    }
    await ask({ id: 1, t: 'auth', v: 1, token })
    const { room_id } = rooms[0]
    const [{ file_id }] = attachments
    const { result } = await ask({ id: 2, t: 'files.tickets', room_id, file_ids: [file_id] })
    const [{ ticket }] = result.tickets
    const opened = await fetch(`${app.config.publicUrl}/imbachat/v1/1/files/${file_id}/original?ticket=${ticket}`)
    expect([opened.status, await opened.text()]).toEqual([200, 'apples 1\npears 2\n'])
    socket.close()
  })

  test.each([
    ['an address without a file', () => ({ url: `${env.FILES}/none` }), ['invalid_field', 'files.1.url']],
    ['an upload that there is not', () => ({ file_id: 'a'.repeat(22) }), ['upload_not_found', 'files.1']],
    ['an empty file', () => ({ url: `${env.FILES}/empty.txt` }), ['file_empty', 'files.1']],
    ['a broken picture', () => ({ url: `${env.FILES}/broken.png` }), ['file_broken', 'files.1']],
  ])(
    '%s holds its message and the later ones of the room back, other rooms go on, and nothing is left over',
    async (...given) => {
      const [name, wrong, [code = '', field = '']] = given
      const pipe = name.replaceAll(' ', '-')
      const other = { ...room(`${pipe}-other`).rooms[0] }
      const message = { sender_id: 'gone', created_at: at }
      const files = [prices(), wrong()]
      const body = {
        ...{ users: room(pipe).users, rooms: [...room(pipe).rooms, other] },
        messages: [
          { ...message, id: `${pipe}-1`, pipe, text: 'Before' },
          { ...message, id: `${pipe}-2`, pipe, text: 'Wrong', files },
          { ...message, id: `${pipe}-3`, pipe, text: 'After' },
          { ...message, id: `${pipe}-4`, pipe: other.pipe, text: 'Elsewhere' },
        ],
      }
      const { messages } = await put(body)
      expect(messages).toMatchObject([
        { status: 'stored', seq: 1 },
        { status: 'refused', code, field },
        { status: 'refused', code: 'conflict', field: 'files' },
        { status: 'stored', seq: 1 },
      ])
      expect(await uploads()).toEqual([])
      const without = body.messages.map(({ files: _, ...left }: { files?: object } & typeof message) => left)
      const statuses = (await put({ messages: without })).messages.map(({ status }: { status: string }) => status)
      expect(statuses).toEqual(['repeated', 'stored', 'stored', 'repeated'])
    },
  )

  test('a call with too many files, both an address and an upload, or neither, is refused by its field', async () => {
    const message = { pipe: 'archive', sender_id: 'gone', text: 'Late', created_at: at + 9 }
    const refused = async (messages: object[]) => {
      const { status, body } = await call('POST', '/import', { messages })
      return [status, body.field]
    }
    const both = { ...prices(), file_id: 'a'.repeat(22) }
    expect(await refused([{ ...message, id: 'x', files: [both] }])).toEqual([422, 'messages.0.files.0.url'])
    expect(await refused([{ ...message, id: 'x', files: [{}] }])).toEqual([422, 'messages.0.files.0.url'])
    const many = Array.from({ length: 6 }, (_, n) => ({ ...message, id: `x${n}`, files: Array(10).fill(prices()) }))
    expect(await refused(many)).toEqual([422, 'messages'])
    expect(await refused([{ ...message, id: 'x', files: Array(11).fill(prices()) }])).toEqual([
      ...[422, 'messages.0.files'],
    ])
    const wide = await call('POST', '/import/files', { name: '', size: 0 })
    expect([wide.status, wide.body.field]).toEqual([422, 'name'])
  })
})
