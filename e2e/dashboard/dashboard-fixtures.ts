import type { TestSocket } from '../../server/src/realtime/testing/test-socket.ts'
import { DashboardClient } from '../stage/dashboard-client.ts'
import { makeWorld, person, type World } from '../stage/harness.ts'
import { signIn } from '../stage/wire.ts'

export const ADMINISTRATOR = { email: 'administrator@harbour.example', password: 'correct horse battery' }

const HOUR = 3_600_000
const DAY = 24 * HOUR
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/132.0.0.0 Safari/537.36'

const NAMES = [
  'Anna Lindqvist',
  'Борис Орлов',
  'كلارا منصور',
  'Maximiliane Freifrau von Württemberg-Hohenzollern zu Sigmaringen',
  'Jo',
  '山田花子',
  'Olga Petrova',
  'https://cheap-gold.example/buy-now-and-save',
] as const

/** Ids of the things that the fixtures create. */
export interface DashboardFixtures {
  world: World
  owner: DashboardClient
  /** a user with everything: restrictions, notes, files, a device */
  userId: string
  /** a room with many members */
  roomId: number
  reportId: string
  stop(): Promise<void>
}

/** A server on which people have talked, fallen out and been judged: no page of its dashboard is empty. */
export async function makeDashboardFixtures(): Promise<DashboardFixtures> {
  const world = await makeWorld()
  const { app, chatUrl, widgetId } = world
  const { account_id } = await app.accounts.create(ADMINISTRATOR)
  const widget = await app.widgets.find(widgetId)
  // the world of the tests has values that the dashboard would not take
  const settings = JSON.stringify({
    ...widget?.settings,
    messages_per_minute: 60,
    users_ttl_seconds: 300,
    guests: 'write',
    // its settings are shown while it is on
    mail: true,
    notify_url: 'https://shop.example/notify',
  })
  const { control } = app.store
  await control.updateTable('widget').set({ account_id, settings }).where('id', '=', widgetId).execute()
  const owner = new DashboardClient(chatUrl)
  await owner.ask('session.sign_in', { body: ADMINISTRATOR })

  const people = NAMES.map((name) => person(world.demo, name))
  const sockets: TestSocket[] = []
  for (const { id } of people) {
    sockets.push(await signIn({ chatUrl, widgetId, headers: { 'user-agent': CHROME } }, world.token(id)))
  }
  const socketOf = (at: number) => sockets[at] as TestSocket
  const idOf = (at: number) => String(people[at]?.id)
  const say = (at: number, room_id: number, text: string, more: object = {}) =>
    socketOf(at).request('message.send', { room_id, client_id: crypto.randomUUID(), text, ...more })
  const dialog = async (from: number, to: number) =>
    (await socketOf(from).request('dialog.open', { user_id: idOf(to) })).room.room_id
  const ask = <Id extends Parameters<DashboardClient['ask']>[0]>(id: Id, body: object, params: object = {}) =>
    owner.ask(id, { params: { widget_id: widgetId, ...params }, body })

  const roomId = (await ask('widget_rooms.create', { title: 'Harbour talk', description: 'All about boats' })).room
    .room_id
  await ask('widget_rooms.create', { title: 'Объявления клуба любителей парусного спорта', announcements: true })
  await ask('widget_rooms.add_members', { user_ids: people.map(({ id }) => String(id)) }, { room_id: String(roomId) })
  const frozen = (
    await ask('widget_rooms.create', { title: 'A room with quite a long title, so that it needs two lines' })
  ).room
  await ask('widget_rooms.change', { frozen: true, archived: true }, { room_id: String(frozen.room_id) })

  const selling = await dialog(7, 0)
  const file = await upload(world, socketOf(7), selling, 'price list 2026, final version (3).txt', 'Gold 1 $')
  const spam = await say(7, selling, 'Cheap gold for everybody! https://cheap-gold.example', { attachments: [file] })
  const rude = await say(3, roomId, 'You are all fools, and your boats are rotten.')
  await say(0, roomId, 'Please be kind.')
  await say(1, roomId, 'Каяк ещё продаётся?')
  const flirt = await say(2, await dialog(2, 6), 'أين أنت يا صديقي؟')
  await socketOf(0).request('report.send', {
    room_id: selling,
    seq: spam.seq,
    reason: 'fraud',
    comment: 'Writes to all.',
  })
  await socketOf(6).request('report.send', { room_id: roomId, seq: rude.seq, reason: 'abuse' })
  await socketOf(1).request('report.send', { room_id: roomId, seq: rude.seq, reason: 'abuse' })
  await socketOf(6).request('report.send', { room_id: await dialog(6, 2), seq: flirt.seq, reason: 'spam' })
  await socketOf(1)
    .request('report.send', { room_id: selling, user_id: idOf(7), reason: 'spam' })
    .catch(() => null)

  await ask('people.note', { user_id: idOf(7), text: 'Came back under a third name.' })
  await ask('people.restrict', { user_id: idOf(7), kind: 'warn', minutes: null, reason: 'No trade here, please.' })
  await ask('people.restrict', { user_id: idOf(7), kind: 'mute', minutes: 1_440, reason: 'Trade again' })
  await socketOf(7).request('appeal.send', { text: 'I only sell to friends. Please let me write again.' })
  await ask('people.restrict', { user_id: idOf(4), kind: 'ban', minutes: null, reason: 'Threats' })
  const reports = await owner.ask('reports.list', { params: { widget_id: widgetId } })
  const [first, second] = reports.reports
  await ask('reports.decide', { act: 'dismiss' }, { report_id: second?.report_id })
  await ask('reports.note', { text: 'Is this the one from May?', to: 'me' }, { report_id: first?.report_id })

  await ask('broadcasts.send', {
    sender_id: idOf(6),
    text: 'We are closed on Monday.\nSee you on Tuesday!',
    user_ids: [idOf(0), idOf(1), idOf(2)],
  })
  await ask('team.invite', { role: 'moderator', note: 'Vera, the new colleague of the evening shift' })
  for (const [email, role] of [
    ['vera@harbour.example', 'moderator'],
    ['a.very.long.address.of.a.colleague@subdomain.harbour.example', 'viewer'],
  ] as const) {
    const other = await app.accounts.create({ email, password: ADMINISTRATOR.password })
    const row = { widget_id: widgetId, account_id: other.account_id, role, created_at: Date.now() }
    await control.insertInto('team_member').values(row).execute()
  }
  const rules = await owner.ask('rules.get', { params: { widget_id: widgetId } })
  await ask('rules.change', {
    revision: rules.revision,
    lists: [
      { list_id: 'a', name: 'Insults', kind: 'words', action: 'flag', entries: ['fool', 'rotten', 'дурак'] },
      { list_id: 'b', name: 'Account numbers', kind: 'patterns', action: 'mask', entries: ['[A-Z]{2}\\d{18}'] },
    ],
    links: { action: 'flag', applies_to: 'new_users', allowed_domains: ['harbour.example'] },
    new_users: { ...rules.rules.new_users, hours: 24, messages: 3 },
  })
  await ask('widget_keys.rotate', { kind: 'secret_key' })

  await fillStatistics(world)
  await fillReturns(world)
  await fillServer(world)
  // last: from here on the site would be asked about each message
  const asks = JSON.stringify({ ...JSON.parse(settings), before_send_url: 'https://shop.example/before-send' })
  await control.updateTable('widget').set({ settings: asks }).where('id', '=', widgetId).execute()
  return {
    world,
    owner,
    userId: idOf(7),
    roomId,
    reportId: first?.report_id ?? '',
    async stop() {
      for (const { raw } of sockets) raw.close()
      await world.end()
    },
  }
}

async function upload({ chatUrl }: World, socket: TestSocket, room_id: number, name: string, body: string) {
  const { url, token, upload_id } = await socket.request('upload.create', {
    room_id,
    name,
    size: Buffer.byteLength(body),
  })
  await fetch(new URL(url, chatUrl), {
    method: 'PATCH',
    body,
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
  })
  await socket.request('upload.finish', { upload_id })
  return { upload_id }
}

/** Five weeks, by the hour: quiet at night, and at weekends. */
async function fillStatistics({ app, widgetId }: World): Promise<void> {
  const { control } = app.store
  const now = Math.floor(Date.now() / HOUR) * HOUR
  const rows = Array.from({ length: 35 * 24 }, (_, index) => {
    const at = new Date(now - index * HOUR)
    const busy = Math.max(0, Math.sin(((at.getUTCHours() - 5) / 24) * Math.PI)) * (at.getUTCDay() % 6 === 0 ? 0.4 : 1)
    const noise = ((index * 7_919) % 13) / 13
    return {
      widget_id: widgetId,
      hour: at.getTime(),
      messages: Math.round(busy * (120 + 60 * noise)),
      dialogs: Math.round(busy * 9 * noise),
      active_users: Math.round(busy * 22),
      new_users: Math.round(busy * 2),
      files: Math.round(busy * 6),
      file_bytes: Math.round(busy * 2_400_000),
      dialogs_begun: Math.round(busy * 8 * noise),
      answered_5m: Math.round(busy * 3 * noise),
      answered_1h: Math.round(busy * 2 * noise),
    }
  })
  await control.deleteFrom('statistic').where('widget_id', '=', widgetId).execute()
  for (let at = 0; at < rows.length; at += 100) {
    await control
      .insertInto('statistic')
      .values(rows.slice(at, at + 100))
      .execute()
  }
}

/** Eight weeks in which fewer and fewer come back. */
async function fillReturns({ app, widgetId }: World): Promise<void> {
  const day = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR
  const monday = day - ((day / (24 * HOUR) + 3) % 7) * 24 * HOUR
  const week = (weeks: number) => monday - weeks * 7 * 24 * HOUR
  const rows = Array.from({ length: 8 }, (_, ago) =>
    Array.from({ length: ago + 1 }, (_, later) => ({
      widget_id: widgetId,
      first_week: week(ago),
      week: week(ago - later),
      users: Math.round(90 / (later + 1)),
    })),
  ).flat()
  await app.store.control.insertInto('returned_users').values(rows).execute()
}

async function fillServer({ app, widgetId }: World): Promise<void> {
  const { control } = app.store
  const now = Date.now()
  await control
    .insertInto('job')
    .values({
      widget_id: widgetId,
      id: 'given-up',
      kind: 'files.gone',
      payload: '{}',
      run_at: null,
      tries: 8,
      error: 'the storage is away: connect ECONNREFUSED 10.0.0.12:9000',
      created_at: now - 2 * HOUR,
    })
    .execute()
  const run = { path: '/var/lib/imbachat/backups/imbachat-20261120030000.gz', node: 'chat-1' }
  await control
    .insertInto('backup_run')
    .values([
      {
        ...run,
        id: 'b1',
        started_at: now - DAY,
        ended_at: now - DAY + 4_000,
        row_count: 48_210,
        bytes: 9_300_000,
        error: null,
      },
      {
        ...run,
        id: 'b2',
        started_at: now - 2 * DAY,
        ended_at: now - 2 * DAY + 900,
        row_count: null,
        bytes: null,
        error: 'ENOSPC: no space left on device',
      },
    ])
    .execute()
  const other = await app.accounts.create({ email: 'sales@other.example', password: ADMINISTRATOR.password })
  const { id } = await app.widgets.create(other.account_id, { name: 'Other shop', origins: ['https://other.example'] })
  await control
    .updateTable('widget')
    .set({ suspended_at: now - DAY, suspended_for: 'The invoice is open' })
    .where('id', '=', id)
    .execute()
}
