import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type ErrorCode, type RequestInput, type RequestName, requests } from '@imbachat/protocol'
import { apiOperations } from '@imbachat/protocol/http/api/api-operations'
import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { type SiteOperationId, siteOperations } from '@imbachat/protocol/http/site-api'
import { getJwt } from '../../demo/src/token.ts'
import { browser } from '../../server/src/notifications/push/testing/push-browser.ts'
import { anyRequest } from '../../server/src/realtime/testing/any-request.ts'
import type { TestSocket } from '../../server/src/realtime/testing/test-socket.ts'
import { DashboardClient, newOwner } from '../stage/dashboard-client.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, person, type World } from '../stage/harness.ts'
import { dial, signIn } from '../stage/wire.ts'

/** What stands in the room that nobody here may reach. */
const SECRET = 'the key lies under the third stone'

/** Somebody's dialog, and all that the others would need to know of it. */
interface Target {
  roomId: number
  seq: number
  ownerId: string
  peerId: string
  ownerToken: string
  /** of a file that the owner has not sent */
  uploadId: string
  /** of a call in the room */
  callId: string
}

/**
 * `nothing`: the frame is not about somebody's room; it is answered, and nothing of the target is in the answer.
 * Everything else is the code of the refusal.
 */
type Expected = ErrorCode | 'nothing'

interface FrameCase<T extends RequestName> {
  fields(target: Target): RequestInput<T>
  /** signed in at another widget, under the very user id of the room's owner */
  anotherWidget: Expected
  /** signed in at the same widget, not a member */
  nonMember: Expected
  guest: Expected
}

const roomCase = <T extends RequestName>(fields: (target: Target) => RequestInput<T>): FrameCase<T> => ({
  fields,
  anotherWidget: 'room_not_found',
  nonMember: 'room_not_found',
  guest: 'guest_forbidden',
})

/** It acts on what the caller owns, or finds nothing of the target. */
const ownCase = <T extends RequestName>(fields: (target: Target) => RequestInput<T>): FrameCase<T> => ({
  fields,
  anotherWidget: 'nothing',
  nonMember: 'nothing',
  guest: 'guest_forbidden',
})

/** It names a call: one that does not exist and one of other users are refused alike. */
const callCase = <T extends RequestName>(more: Omit<RequestInput<T>, 'call_id'>): FrameCase<T> => ({
  fields: () => ({ ...more, call_id: target.callId }) as unknown as RequestInput<T>,
  anotherWidget: 'call_not_found',
  nonMember: 'call_not_found',
  guest: 'guest_forbidden',
})

const PARTY = { party: 'p'.repeat(22) }
const SENDS = { audio: true, video: false, screen: false }

/** Frames that are not about the target's room alone. All others are refused like a room that does not exist. */
const FRAMES: { [T in RequestName]?: FrameCase<T> } = {
  // the target's own token, replayed at another widget or by somebody else who got hold of a live socket
  auth: {
    fields: ({ ownerToken }) => ({ v: 1, token: ownerToken }),
    anotherWidget: 'already_authenticated',
    nonMember: 'already_authenticated',
    guest: 'already_authenticated',
  },
  'auth.renew': {
    fields: ({ ownerToken }) => ({ token: ownerToken }),
    anotherWidget: 'token_signature',
    nonMember: 'token_user_changed',
    guest: 'token_user_changed',
  },
  'guest.enter': {
    fields: () => ({ name: 'Sam' }),
    anotherWidget: 'forbidden',
    nonMember: 'forbidden',
    guest: 'guest_forbidden',
  },
  ping: { fields: () => ({}), anotherWidget: 'nothing', nonMember: 'nothing', guest: 'nothing' },
  'rooms.list': ownCase(() => ({})),
  'rooms.search': ownCase(() => ({ query: 'Peer' })),
  // with the peer of the target one may talk, in a room of one's own
  'dialog.open': ownCase(({ peerId }) => ({ user_id: peerId })),
  // a name that nobody took yet
  'room.open': ownCase(() => ({ pipe: `of-an-intruder-${crypto.randomUUID()}` })),
  'room.create': ownCase(() => ({ client_id: crypto.randomUUID(), title: "An intruder's" })),
  'rooms.directory': ownCase(() => ({})),
  'invite.open': {
    fields: () => ({ token: 'a'.repeat(22) }),
    anotherWidget: 'invite_invalid',
    nonMember: 'invite_invalid',
    guest: 'guest_forbidden',
  },
  'invite.join': {
    fields: () => ({ token: 'a'.repeat(22) }),
    anotherWidget: 'invite_invalid',
    nonMember: 'invite_invalid',
    guest: 'guest_forbidden',
  },
  // finds peers of the caller's own dialogs, and people that the caller's own site names
  'people.search': ownCase(() => ({ query: 'Peer' })),
  'people.friends': ownCase(() => ({})),
  // in all rooms of the caller
  'messages.search': ownCase(() => ({ query: 'third stone' })),
  // only ever the reader's own
  'messages.starred': ownCase(() => ({})),
  // the upload of the owner, who has not sent it
  'upload.finish': {
    fields: ({ uploadId }) => ({ upload_id: uploadId }),
    anotherWidget: 'upload_not_found',
    nonMember: 'upload_not_found',
    guest: 'guest_forbidden',
  },
  'files.tickets': roomCase(({ roomId, uploadId }) => ({ room_id: roomId, file_ids: [uploadId] })),
  // blocks the peer for the caller alone
  'user.block': ownCase(({ peerId }) => ({ user_id: peerId, blocked: true })),
  'presence.active': ownCase(() => ({ active: true })),
  'push.ticket': ownCase(() => ({ page: null })),
  'push.subscribe': ownCase(() => ({
    ...{ device: 'd'.repeat(22), name: 'Firefox', language: 'en' as const, page: null },
    subscription: { endpoint: `http://127.0.0.1/${crypto.randomUUID()}`, keys: browser().keys },
  })),
  'push.devices': ownCase(() => ({})),
  'push.off': ownCase(() => ({})),
  'call.rang': callCase({}),
  'call.accept': callCase({ ...PARTY, video: false }),
  'call.decline': callCase({}),
  'call.cancel': callCase({}),
  'call.join': callCase({ ...PARTY, ...SENDS }),
  'call.leave': callCase(PARTY),
  'call.end': callCase({}),
  'call.mute': callCase({ user_id: 'bob' }),
  'call.remove': callCase({ user_id: 'bob' }),
  'call.signal': callCase({ ...PARTY, to: 'q'.repeat(22), n: 1, signal: { attempt: 1 } }),
  'call.renew': callCase({ ...PARTY, connected: true, ...SENDS }),
  // only ever the reader's own
  'call.current': ownCase(() => ({})),
  'settings.set': ownCase(() => ({ settings: { sound: false } })),
  // confirms nothing: the caller has no warning
  'message.withdraw': {
    fields: ({ roomId }) => ({ room_id: roomId, client_id: crypto.randomUUID() }),
    anotherWidget: 'message_not_found',
    nonMember: 'message_not_found',
    guest: 'guest_forbidden',
  },
  'warning.confirm': ownCase(() => ({ warning_id: 'none' })),
  // the caller is not muted
  'appeal.send': {
    fields: () => ({ text: 'Please' }),
    anotherWidget: 'forbidden',
    nonMember: 'forbidden',
    guest: 'guest_forbidden',
  },
  'blocked.list': ownCase(() => ({})),
  // only ever the reader's own
  'user.sync': ownCase(() => ({ rev: 0 })),
}

function caseOf<T extends RequestName>(t: T): FrameCase<T> {
  const inRoomOf = ({ roomId, peerId }: Target) => anyRequest(t, { rooms: [roomId], users: [peerId] }, 0)
  return FRAMES[t] ?? roomCase((about) => inRoomOf(about) as unknown as RequestInput<T>)
}

const requestNames = Object.keys(requests) as RequestName[]

let world: World
let target: Target
let owner: TestSocket
let peer: TestSocket
let otherWidget: { id: number; token(userId: string): string }
let before: unknown

beforeAll(async () => {
  // after each of its calls the owner looks whether anything changed
  world = await makeWorld({ FRAMES_PER_SECOND: '0' })
  const somebody = (name: string) => String(person(world.demo, name).id)
  const [ownerId, peerId] = [somebody('Owner'), somebody('Peer')]
  otherWidget = await anotherWidget(world)
  // its own rooms have small numbers, so the target's number is none of theirs
  owner = await signIn(world, world.token(ownerId))
  peer = await signIn(world, world.token(peerId))
  for (const name of ['One', 'Two', 'Three']) await owner.request('dialog.open', { user_id: somebody(name) })
  const { room } = await owner.request('dialog.open', { user_id: peerId })
  const { room_id: roomId } = room
  const { seq } = await owner.request('message.send', {
    room_id: roomId,
    client_id: crypto.randomUUID(),
    text: SECRET,
  })
  const { upload_id: uploadId } = await owner.request('upload.create', { room_id: roomId, name: 'key.txt', size: 3 })
  await peer.request('message.send', { room_id: roomId, client_id: crypto.randomUUID(), text: 'I know' })
  const { call } = await owner.request('call.start', { room_id: roomId, party: 'o'.repeat(22), video: false })
  // one that lives would end by itself while the tests run; CALL-4 tries that one
  await owner.request('call.cancel', { call_id: call.call_id })
  await peer.event('message', ({ message }) => message.call !== undefined)
  target = { roomId, seq, ownerId, peerId, ownerToken: world.token(ownerId), uploadId, callId: call.call_id }
  await peer.event('message')
  await eventually(async () => {
    expect((await owner.request('messages.search', { query: 'third stone' })).hits).toHaveLength(1)
  })
  await settled()
  for (const member of [owner, peer]) member.events.length = 0
  before = await stateOfTarget()
})

afterAll(async () => {
  owner.close()
  peer.close()
  await world.end()
})

describe('ACCESS-1 a user of another widget, of the same id', () => {
  test.each(requestNames)('%s', async (t) => {
    const socket = await signIn({ chatUrl: world.chatUrl, widgetId: otherWidget.id }, otherWidget.token(target.ownerId))
    await expectRefused(socket, t, caseOf(t).anotherWidget)
  })
})

describe('ACCESS-2 a user who is not in the room', () => {
  test.each(requestNames)('%s', async (t) => {
    await expectRefused(await signIn(world, world.token(`outside-of-${t}`)), t, caseOf(t).nonMember)
  })
})

describe('ACCESS-3 a guest', () => {
  test.each(requestNames)('%s', async (t) => {
    await expectRefused(await signIn(world, null), t, caseOf(t).guest)
  })
})

describe('ACCESS-4 the owner, with a token that has ended', () => {
  test.each(requestNames)('%s', async (t) => {
    const socket = await dial(world)
    const greeting = socket
      .request('auth', { v: 1, token: world.token(target.ownerId, -3600) })
      .catch(({ code }) => code)
    // right behind it: whether the socket is closed first or not, it is never heard
    const outcome = await outcomeOf(socket, t)
    expect(['not_authenticated', 'closed', ...(t === 'auth' ? ['already_authenticated'] : [])]).toContain(outcome.code)
    expect(await greeting).toBe('token_expired')
    expect((await socket.closed).code).toBe(4401)
    await expectUntouched()
  })
})

describe('ACCESS-4 the owner, before signing in', () => {
  test.each(requestNames.filter((t) => t !== 'auth'))('%s', async (t) => {
    const socket = await dial(world)
    await expectRefused(socket, t, 'not_authenticated')
  })
})

/** Who is refused what, over HTTP. */
interface HttpCase {
  body?: unknown
  /** not signed in */
  nobody: ErrorCode | 'open'
  /** signed in, and the widget is another account's */
  anotherAccount: ErrorCode | 'own'
}

/** For everybody, and why that is no harm: nothing of an account or a chat is in the answer. */
const open: HttpCase = { nobody: 'open', anotherAccount: 'own' }
/** Acts on what the session owns and takes no name of anything else. */
const ownOnly = (body?: unknown): HttpCase => ({ body, nobody: 'not_authenticated', anotherAccount: 'own' })
/** Of a widget, or of the server: to an account that does not run it there is no such address. */
const ofAnother: HttpCase = { nobody: 'not_authenticated', anotherAccount: 'not_found' }

/** Operations that name no widget. All others are refused like a widget that does not exist, whatever the body. */
const DASHBOARD: Partial<Record<DashboardOperationId, HttpCase>> = {
  'session.get': open,
  'session.sign_in': {
    body: { email: 'x@shop.example', password: 'wrong password' },
    nobody: 'not_authenticated',
    anotherAccount: 'not_authenticated',
  },
  'session.sign_out': open,
  'setup.claim': {
    body: { token: 'guessed', email: 'x@shop.example', password: 'a long password' },
    nobody: 'forbidden',
    anotherAccount: 'forbidden',
  },
  'password.change': {
    body: { current_password: 'wrong password', new_password: 'another password' },
    nobody: 'not_authenticated',
    anotherAccount: 'invalid_field',
  },
  'session.second_factor': {
    body: { code: '123456' },
    nobody: 'not_authenticated',
    anotherAccount: 'not_authenticated',
  },
  'account.mails': ownOnly(),
  'account.change_mails': ownOnly({ topics: {} }),
  // this server sends no mail
  'account.test_mail': { body: { topic: 'waiting' }, nobody: 'not_authenticated', anotherAccount: 'forbidden' },
  'account.push': ownOnly(),
  'account.turn_on_push': ownOnly({ subscription: { endpoint: 'https://push.example/x', keys: browser().keys } }),
  'account.turn_off_push': ownOnly(),
  'account.safety': ownOnly(),
  'account.end_sessions': { body: { session_id: 'x' }, nobody: 'not_authenticated', anotherAccount: 'not_found' },
  'two_factor.start': { body: { password: 'wrong' }, nobody: 'not_authenticated', anotherAccount: 'invalid_field' },
  'two_factor.confirm': { body: { code: '123456' }, nobody: 'not_authenticated', anotherAccount: 'invalid_field' },
  'two_factor.renew_codes': {
    body: { password: 'wrong' },
    nobody: 'not_authenticated',
    anotherAccount: 'forbidden',
  },
  'two_factor.stop': { body: { password: 'wrong' }, nobody: 'not_authenticated', anotherAccount: 'invalid_field' },
  'widgets.list': ownOnly(),
  'widgets.create': ownOnly({ name: 'Mine' }),
  'join.look': { body: { token: 'guessed' }, nobody: 'invite_invalid', anotherAccount: 'invite_invalid' },
  'join.accept': { body: { token: 'guessed' }, nobody: 'not_authenticated', anotherAccount: 'invite_invalid' },
  'join.sign_up': {
    body: { token: 'guessed', email: 'x@shop.example', password: 'a long password' },
    nobody: 'invite_invalid',
    anotherAccount: 'invite_invalid',
  },
  // no mail is configured here
  'reset.ask': { body: { email: 'ann@shop.example' }, nobody: 'not_found', anotherAccount: 'not_found' },
  'reset.look': { body: { token: 'guessed' }, nobody: 'invite_invalid', anotherAccount: 'invite_invalid' },
  'reset.finish': {
    body: { token: 'guessed', password: 'a long password' },
    nobody: 'invite_invalid',
    anotherAccount: 'invite_invalid',
  },
  'site_sign_in.look': { body: { ticket: 'guessed' }, nobody: 'invite_invalid', anotherAccount: 'invite_invalid' },
  'site_sign_in.finish': { body: { ticket: 'guessed' }, nobody: 'invite_invalid', anotherAccount: 'invite_invalid' },
}

/**
 * What each call of a site's server would do in the target's room; `own`: with another widget's keys it is about that
 * widget alone.
 */
const SITE_API: Record<
  SiteOperationId,
  { body(target: Target): Record<string, unknown>; elsewhere: ErrorCode | 'own' }
> = {
  'site_api.create_room': {
    body: ({ ownerId, peerId }) => ({ room_type: 0, users_ids: [ownerId, peerId] }),
    elsewhere: 'own',
  },
  'site_api.send_msg': {
    body: ({ ownerId, roomId }) => ({ user_id: ownerId, room_id: roomId, message: 'intruder' }),
    elsewhere: 'room_not_found',
  },
  'site_api.edit_msg': {
    body: ({ roomId, seq }) => ({ room_id: roomId, message_id: seq, message: 'intruder' }),
    elsewhere: 'room_not_found',
  },
  'site_api.delete_msg': {
    body: ({ roomId, seq }) => ({ room_id: roomId, message_id: seq }),
    elsewhere: 'message_not_found',
  },
  'site_api.add_users': {
    body: ({ roomId }) => ({ room_id: roomId, users_ids: ['intruder'] }),
    elsewhere: 'room_not_found',
  },
  'site_api.remove_users': {
    body: ({ roomId, ownerId }) => ({ room_id: roomId, users_ids: [ownerId] }),
    elsewhere: 'room_not_found',
  },
  'site_api.get_rooms': { body: ({ ownerId }) => ({ user_id: ownerId }), elsewhere: 'own' },
  'site_api.end_sessions': { body: ({ ownerId }) => ({ user_id: ownerId }), elsewhere: 'own' },
  'site_api.erase_user': { body: ({ ownerId }) => ({ user_id: ownerId, confirm: ownerId }), elsewhere: 'own' },
}
const siteOperationIds = Object.keys(siteOperations) as SiteOperationId[]

describe("REST-1 a site's server", () => {
  const call = async (id: SiteOperationId, widgetId: number, key: string | undefined) => {
    const path = siteOperations[id].path.replace('{imba_id}', String(widgetId))
    const answer = await fetch(world.chatUrl + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key && { authorization: `Basic ${btoa(`${widgetId}:${key}`)}` }),
      },
      body: JSON.stringify(SITE_API[id].body(target)),
    })
    const text = await answer.text()
    return { code: (JSON.parse(text) as { code?: string }).code, text }
  }
  const keyOf = async (widgetId: number) => (await world.app.widgets.find(widgetId))?.secretKeys[0]

  test.each(siteOperationIds)("a site's server without a key is refused: %s", async (id) => {
    expect((await call(id, world.widgetId, undefined)).code).toBe('not_authenticated')
    await expectUntouched()
  })

  test.each(siteOperationIds)("a site's server with another widget's key is refused: %s", async (id) => {
    expect((await call(id, world.widgetId, await keyOf(otherWidget.id))).code).toBe('not_authenticated')
    const { code, text } = await call(id, otherWidget.id, await keyOf(otherWidget.id))
    expect(code ?? 'own').toBe(SITE_API[id].elsewhere)
    expect(text).not.toContain(SECRET)
    await expectUntouched()
  })
})

/** What else the document has: pages and files, the same for everybody. */
const PAGES = new Set([
  'get /api-reference',
  'get /',
  'get /cabinet',
  'get /cabinet/{screen}',
  'get /dashboard',
  'get /dashboard/{screen}',
  'get /dashboard/push-worker.js',
  // signs in by a token of one widget (server/src/http/dashboard/account/from-site.test.ts)
  'post /dashboard/from-site',
  'get /health',
  'get /ready',
  'get /openapi.json',
  'get /asyncapi.json',
  'get /imbachat/assets/{name}',
  'get /imbachat/push-worker.js',
  'get /imbachat/v1/{widget_id}/push/window',
  'get /imbachat/v1/{widget_id}/chat',
  // no user's data, and shown by the chat's own origin only (server/src/http/page/page.test.ts)
  'get /imbachat/v1/{widget_id}/sample',
  'get /imbachat/preview',
  'get /imbachat/v1/{widget_id}/frame',
  'get /imbachat/v1/{widget_id}/widget',
  'get /integrations/imbachat-wordpress.zip',
  // names a widget by a secret code only (server/src/http/cms/connect.test.ts)
  'post /api/connect/v1/redeem',
  // the requests above, over HTTP; by the secret name of a stream
  // (server/src/realtime/connection/http-streams/http-streams.test.ts)
  'post /imbachat/v1/{widget_id}/stream',
  'post /imbachat/v1/{widget_id}/frames',
  'post /imbachat/v1/{widget_id}/poll',
  // by the token of the user who is banned (server/src/realtime/requests/safety/restrictions.test.ts)
  'post /imbachat/v1/{widget_id}/appeal',
  // by the token of the upload (server/src/realtime/requests/messages/uploads.test.ts)
  'head /imbachat/v1/{widget_id}/uploads/{upload_id}',
  'patch /imbachat/v1/{widget_id}/uploads/{upload_id}',
  'delete /imbachat/v1/{widget_id}/uploads/{upload_id}',
  // by ticket (server/src/realtime/requests/messages/files.test.ts)
  'get /imbachat/v1/{widget_id}/files/{file_id}/{variant}',
  // by sealed tokens of one widget, and with invented words (mail-pages.test.ts, take-mail.test.ts)
  'get /imbachat/v1/{widget_id}/mail/off/{token}',
  'post /imbachat/v1/{widget_id}/mail/off/{token}',
  'get /imbachat/v1/{widget_id}/mail/open/{token}',
  'get /imbachat/v1/{widget_id}/mail/sample',
  'get /imbachat/v1/dashboard/mail/sample',
  'get /imbachat/v1/{widget_id}/mail/reply/{token}',
  'post /imbachat/v1/{widget_id}/mail/reply/{token}',
  // streams; people outside of the team are refused in the tests of server/src/http/dashboard
  'get /api/dashboard/v1/widgets/{widget_id}/monitor/stream',
  'get /api/dashboard/v1/widgets/{widget_id}/moderation/stream',
  // files; the same tests (audit-file.test.ts)
  'get /api/dashboard/v1/widgets/{widget_id}/audit/file',
  'get /api/dashboard/v1/server/audit/file',
  // the same answer to everybody (server/src/http/cms/cms.test.ts)
  'get /visitor/login-user',
  'post /developers/api/v1/sync',
  'post /imbachat/v1/{imba_id}/get_user_support',
  'post /imbachat/v1/widget/imba_get_widgets',
  'post /imbachat/api/wp_stat',
  'post /imbachat/api/plugin_rate',
  'post /imbachat/api/deactivation_stat',
  'post /v1/feedback',
])

const operationIds = Object.keys(dashboardOperations) as DashboardOperationId[]

describe('over HTTP', () => {
  let mine: DashboardClient
  let intruder: DashboardClient
  let widgetId: number
  let keysBefore: unknown

  beforeAll(async () => {
    mine = await newOwner(world.app)
    intruder = await newOwner(world.app)
    const { widget } = await mine.ask('widgets.create', { body: { name: 'Mine', origins: ['https://shop.example'] } })
    widgetId = widget.widget_id
    keysBefore = await world.app.widgets.find(widgetId)
  })

  test('the document has no operation that is not covered here', async () => {
    const document = (await (await fetch(`${world.chatUrl}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId?: string }>>
    }
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId = '' }]) => ({
        line: `${method} ${path}`,
        // those of the dashboard are named apart from those of API v3
        operationId: operationId.replace(/^dashboard\./, ''),
      })),
    )
    // keys of another widget: server/src/http/api/api.test.ts
    const covered = { ...dashboardOperations, ...SITE_API, ...apiOperations }
    const uncovered = described.filter(
      ({ line, operationId }) => !PAGES.has(line) && !Object.hasOwn(covered, operationId),
    )
    expect(uncovered).toEqual([])
    expect(described.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(operationIds))
  })

  test.each(operationIds)('nobody signed in: %s', async (id) => {
    const { nobody } = DASHBOARD[id] ?? ofAnother
    const answer = await ask(new DashboardClient(world.chatUrl), id, widgetId)
    expect(answer).toMatchObject(nobody === 'open' ? { ok: true } : { ok: false, code: nobody })
    expect(answer.text).not.toContain(SECRET)
  })

  test.each(operationIds)('another account: %s', async (id) => {
    const { anotherAccount } = DASHBOARD[id] ?? ofAnother
    const answer = await ask(intruder, id, widgetId)
    expect(answer).toMatchObject(anotherAccount === 'own' ? { ok: true } : { ok: false, code: anotherAccount })
    expect(await world.app.widgets.find(widgetId)).toEqual(keysBefore as never)
    if (id === 'session.sign_out') intruder = await newOwner(world.app)
    else expect(answer.text).not.toContain(`"widget_id":${widgetId},`)
  })
})

async function ask(client: DashboardClient, id: DashboardOperationId, widgetId: number) {
  const { body } = DASHBOARD[id] ?? ofAnother
  const answer = await client.call(id, { params: { widget_id: widgetId }, ...(body === undefined ? {} : { body }) })
  const text = await answer.text()
  const { error } = JSON.parse(text) as { error?: { code: string } }
  return { ok: answer.ok, code: error?.code, text }
}

async function anotherWidget({ app }: World) {
  const { id } = await app.widgets.create(null, { name: 'Another', settings: { messages_per_minute: 10_000 } })
  const secretKey = (await app.widgets.find(id))?.secretKeys[0] ?? ''
  return { id, token: (userId: string) => getJwt(userId, secretKey, 3600) }
}

async function expectRefused(socket: TestSocket, t: RequestName, expected: Expected): Promise<void> {
  const { code, answer } = await outcomeOf(socket, t)
  expect(code).toBe(expected === 'nothing' ? 'ok' : expected)
  expect(answer).not.toContain(SECRET)
  await expectUntouched()
  socket.close()
}

async function outcomeOf(socket: TestSocket, t: RequestName): Promise<{ code: string; answer: string }> {
  try {
    const result = await socket.request(t, caseOf(t).fields(target))
    return { code: 'ok', answer: JSON.stringify(result) }
  } catch (refusal) {
    if (refusal instanceof Error) return { code: 'closed', answer: refusal.message }
    return { code: (refusal as { code: string }).code, answer: JSON.stringify(refusal) }
  }
}

/** Nothing of the room has changed, and its members have heard of nothing. */
async function expectUntouched(): Promise<void> {
  expect(await stateOfTarget()).toEqual(before)
  await settled()
  for (const member of [owner, peer]) {
    const heard = member.events.filter((event) => 'room_id' in event && event.room_id === target.roomId)
    expect(heard).toEqual([])
  }
}

async function stateOfTarget(): Promise<unknown> {
  const { roomId, ownerId, peerId } = target
  const { widgetId } = world
  const { chat } = world.app.store
  return {
    owner: await chat.roomOf(widgetId, roomId, ownerId),
    peer: await chat.roomOf(widgetId, roomId, peerId),
    messages: await chat.messagesBefore(widgetId, roomId, null, 100),
  }
}

async function settled(): Promise<void> {
  for (const member of [owner, peer]) await member.settled()
}
