import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHmac, randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { until } from '../../sdk/src/testing/until.ts'
import { createApp } from '../../server/src/app.ts'
import { resolveConfig } from '../../server/src/config/config.ts'
import { freshDataDir } from '../../server/src/store/testing/data-dir.ts'
import { DocumentClient, type Json } from './document-client.ts'

const { dataDir, remove } = freshDataDir()
let stop: () => Promise<void>
let host: string
let widget: number
let secretKey: string

beforeAll(async () => {
  const app = await createApp(resolveConfig({ DATA_DIR: dataDir, PORT: 0, LOG_LEVEL: 'silent' }))
  host = new URL(app.config.publicUrl).host
  widget = (await app.widgets.create(null, { name: 'Shop', origins: [] })).id
  secretKey = (await app.widgets.find(widget))?.secretKeys[0] ?? ''
  stop = () => app.stop()
})
afterAll(async () => {
  await stop()
  remove()
})

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600

function sign(claims: object): string {
  const signed = `${part({ alg: 'HS256' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
}

const userToken = (user_id: string | number) => sign({ user_id, exp: inAnHour() })

async function signedIn(token: string | null): Promise<{ client: DocumentClient; auth: Json }> {
  const client = new DocumentClient(`ws://${host}/imbachat/v1/${widget}/ws`)
  await client.opened()
  return { client, auth: await client.ask('auth', { v: 1, token }) }
}

interface Room {
  room: { room_id: number; last_rev: number }
}

test('STREAM-5 two clients made from the document talk, and resume without a gap or a repetition', async () => {
  const ann = await signedIn(userToken(7))
  const bob = await signedIn(userToken('9'))
  expect(ann.auth).toMatchObject({ t: 'ok', result: { me: { user_id: '7' }, user_rev: expect.any(Number) } })
  const { room } = await ann.client.result<Room>('dialog.open', { user_id: 9 })
  const message = { room_id: room.room_id, client_id: randomUUID(), text: 'Is the bike still there?' }
  const first = await ann.client.result('message.send', message)
  expect(await ann.client.result('message.send', message)).toEqual(first)
  expect(await bob.client.event('message')).toMatchObject({ room_id: room.room_id, message: { seq: 1, rev: 1 } })

  ann.client.close()
  await ann.client.closed
  const answer = { room_id: room.room_id, client_id: randomUUID(), text: 'It is.', reply_to: first.seq }
  await bob.client.result('message.send', answer)

  const again = await signedIn(userToken(7))
  const { rooms } = await again.client.result<{ rooms: Room['room'][] }>('rooms.list')
  expect(rooms).toMatchObject([{ room_id: room.room_id, last_rev: 2, unread: 1 }])
  const changes = await again.client.result('messages.sync', { room_id: room.room_id, rev: 1 })
  expect(changes).toMatchObject({ kind: 'changes', rev: 2, more: false, messages: [{ seq: 2, reply_to: 1 }] })
  expect(await again.client.result('messages.sync', { room_id: room.room_id, rev: 3 })).toMatchObject({
    kind: 'resync',
    last_rev: 2,
  })
  for (const { client } of [again, bob]) client.close()
})

test('STREAM-5 a client_id is unique in its room and for its sender', async () => {
  const { client: ann } = await signedIn(userToken('ann'))
  const { client: bob } = await signedIn(userToken('bob'))
  const here = (await ann.result<Room>('dialog.open', { user_id: 'bob' })).room.room_id
  const there = (await ann.result<Room>('dialog.open', { user_id: 'cid' })).room.room_id
  const client_id = randomUUID()
  const seqs = [
    await ann.result('message.send', { room_id: here, client_id, text: 'one' }),
    await ann.result('message.send', { room_id: there, client_id, text: 'two' }),
    await bob.result('message.send', { room_id: here, client_id, text: 'three' }),
  ].map(({ seq }) => seq)
  expect(seqs).toEqual([1, 1, 2])
  for (const client of [ann, bob]) client.close()
})

test('STREAM-5 tokens are as the document describes them', async () => {
  const permission = sign({ user_id: 'bob', initiator: 'ann', status: 1, exp: inAnHour() })
  const refused: [token: string, code: string][] = [
    [sign({ user_id: 7, exp: inAnHour() + 0.5 }), 'token_lifetime'],
    [sign({ user_id: 7, exp: inAnHour() + 8 * 86_400 }), 'token_lifetime'],
    [sign({ user_id: 7 }), 'token_lifetime'],
    [permission, 'token_claims'],
    [`${userToken(7)}=`, 'token_malformed'],
  ]
  for (const [token, code] of refused) {
    const { client, auth } = await signedIn(token)
    expect(auth).toMatchObject({ t: 'error', code })
    expect(await client.event('bye')).toMatchObject({ code })
    expect(await client.closed).toBe(4401)
  }
  const tooLong = await signedIn('x'.repeat(8_193))
  expect(tooLong.auth).toMatchObject({ t: 'error', code: 'invalid_field', field: 'token' })
  tooLong.client.close()
  for (const token of [null, userToken(0)]) {
    const { client, auth } = await signedIn(token)
    expect(auth).toMatchObject({ t: 'ok', result: { me: null } })
    client.close()
  }
  const { client: ann } = await signedIn(userToken('ann'))
  const { room } = await ann.result<Room>('dialog.open', { user_id: 'bob', permission })
  expect(room).toMatchObject({ peer: { user_id: 'bob' } })
  ann.close()
})

test('STREAM-5 null is not absent, and names of rooms have the lengths of the document', async () => {
  const { client } = await signedIn(userToken('ann'))
  const { room } = await client.result<Room>('room.open', { pipe: 'p'.repeat(128), title: 't'.repeat(200) })
  const send = { room_id: room.room_id, client_id: randomUUID(), text: 'x' }
  expect(await client.ask('message.send', { ...send, reply_to: null })).toMatchObject({
    code: 'invalid_field',
    field: 'reply_to',
  })
  for (const wrong of ['', 'p'.repeat(129), 'a\nb', '\u200b']) {
    expect(await client.ask('room.open', { pipe: wrong })).toMatchObject({ code: 'invalid_field', field: 'pipe' })
  }
  for (const title of ['', 't'.repeat(201)]) {
    expect(await client.ask('room.open', { pipe: 'x', title })).toMatchObject({ code: 'invalid_field', field: 'title' })
  }
  client.close()
})

test('STREAM-5 the server closes with 1002 on an invalid WebSocket frame, and with 1007 on text that is not UTF-8', async () => {
  const masked = (opcode: number, ...bytes: number[]) => [0x80 | opcode, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]
  expect(await closeCodeAfter(masked(1, 0xff, 0xfe))).toBe(1007)
  expect(await closeCodeAfter(masked(5))).toBe(1002)
  expect(await closeCodeAfter([0x81, 2, 0x7b, 0x7d])).toBe(1002)
})

test('STREAM-5 over HTTP a client made from the document signs in and asks, with newlines at the end of its POSTs', async () => {
  const url = `http://${host}/imbachat/v1/${widget}`
  const { body } = await fetch(`${url}/stream`, { method: 'POST' })
  if (body === null) throw new Error('the stream has no body')
  const frames: Json[] = []
  let name = ''
  const reading = (async () => {
    let text = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const lines = (text + chunk).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) frames.push(JSON.parse(line.slice(6)))
      name = String(frames[0]?.stream ?? '')
      if (frames.length === 3) return
    }
  })()
  await until(() => name !== '', 'the name of the stream')
  const post = async (text: string) => (await fetch(`${url}/frames`, { method: 'POST', body: text })).status
  const auth = JSON.stringify({ t: 'auth', id: 1, v: 1, token: userToken('ann') })
  expect(await post(`${name} 1\n${auth}\n`)).toBe(204)
  expect(await post(`${name} 1\n${auth}\n`)).toBe(204)
  expect(await post(`${name} 3\n`)).toBe(422)
  expect(await post(`${name} 02\n`)).toBe(400)
  expect(await post(`${name} 2\n{"t":"ping","id":2}\n\n`)).toBe(204)
  await reading
  expect(frames.slice(1).map(({ t, id }) => [t, id])).toEqual([
    ['ok', 1],
    ['ok', 2],
  ])
})

/** Speaks bytes, since a WebSocket of the platform sends nothing that is wrong. */
function closeCodeAfter(bytes: number[]): Promise<number> {
  const [name = '', port] = host.split(':')
  return new Promise((resolve, reject) => {
    const heard: Uint8Array[] = []
    let open = false
    const socket = connect(Number(port), name)
    socket.write(
      `GET /imbachat/v1/${widget}/ws HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    )
    socket.on('data', (data) => {
      if (open) heard.push(Buffer.from(data))
      else socket.write(Buffer.from(bytes))
      open = true
    })
    socket.on('close', () => resolve(Buffer.concat(heard).readUInt16BE(2)))
    socket.on('error', reject)
  })
}
