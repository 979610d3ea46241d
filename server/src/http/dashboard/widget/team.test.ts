import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { AuditEntryView, TeamView } from '@imbachat/protocol/http/dashboard'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { INVITE_LIFETIME_MS } from '../../../dashboard/team/invites.ts'
import { type Asked, cookieOf, type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let widget_id: number
let ann: string
const read = async <T>(answer: Response) => (await answer.json()) as T
const params = (more: Record<string, string> = {}) => ({ widget_id, ...more })

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
})
afterAll(() => dashboard.stop())

async function link(cookie: string, role: WidgetRole, note = ''): Promise<string> {
  const answer = await dashboard.ask('team.invite', { cookie, params: params(), body: { role, note } })
  expect(answer.status).toBe(201)
  return new URL((await read<{ link: string }>(answer)).link).hash.slice(1)
}

const accept = (cookie: string, token: string) => dashboard.ask('join.accept', { cookie, body: { token } })
const team = async (cookie = ann) => read<TeamView>(await dashboard.ask('team.list', { cookie, params: params() }))
const roles = async () => (await team()).members.map(({ email, role }) => [email, role])
const idOf = async (email: string) => (await dashboard.accounts.byEmail(email))?.account_id ?? ''

async function joined(email: string, role: WidgetRole): Promise<string> {
  const cookie = await dashboard.signedIn(email)
  expect((await accept(cookie, await link(ann, role))).status).toBe(200)
  return cookie
}

const about = async (email: string, asked: Asked): Promise<Asked> => ({
  ...asked,
  params: params({ account_id: await idOf(email) }),
})

describe('TEAM-4 an invitation', () => {
  test('an invitation brings one existing account in, with its role, once', async () => {
    const token = await link(ann, 'moderator', 'Ben of support')
    expect((await team()).invites).toMatchObject([{ role: 'moderator', note: 'Ben of support' }])
    const offer = await read(await dashboard.ask('join.look', { body: { token } }))
    expect(offer).toMatchObject({ widget_name: 'Shop', role: 'moderator', invited_by: 'ann@shop.example' })
    const [ben, eve] = [await dashboard.signedIn('ben@shop.example'), await dashboard.signedIn('eve@evil.example')]
    const answers = await Promise.all([accept(ben, token), accept(ben, token), accept(eve, token)])
    expect(answers.filter(({ status }) => status === 404).length).toBeGreaterThanOrEqual(1)
    expect((await accept(eve, token)).status).toBe(404)
    expect((await roles()).map(([, role]) => role)).toEqual(['owner', 'moderator'])
    expect((await team()).invites).toEqual([])
  })

  test('an invitation makes a new account, which is signed in', async () => {
    const token = await link(ann, 'viewer')
    const body = { token, email: 'New@Shop.example', password: 'correct horse battery' }
    const answer = await dashboard.ask('join.sign_up', { body })
    expect(answer.status).toBe(201)
    const list = await dashboard.ask('widgets.list', { cookie: cookieOf(answer) })
    expect(await list.json()).toMatchObject({ widgets: [{ widget_id, role: 'viewer' }] })
    const again = await dashboard.ask('join.sign_up', { body: { ...body, email: 'second@shop.example' } })
    expect((await errorOf(again)).code).toBe('invite_invalid')
    expect(await dashboard.accounts.byEmail('second@shop.example')).toBeNull()
  })

  test('an invitation stays when its e-mail address has an account already', async () => {
    const token = await link(ann, 'viewer')
    const body = { token, email: 'ann@shop.example', password: 'correct horse battery' }
    expect(await errorOf(await dashboard.ask('join.sign_up', { body }))).toMatchObject({ field: 'email' })
    expect((await dashboard.ask('join.look', { body: { token } })).status).toBe(200)
  })

  test('an invitation ends after its time, and when somebody ends it', async () => {
    const token = await link(ann, 'viewer', 'taken back')
    const invite = (await team()).invites.find(({ note }) => note === 'taken back')
    const end = { cookie: ann, params: params({ invite_id: invite?.invite_id ?? '' }) }
    expect((await dashboard.ask('team.revoke_invite', end)).status).toBe(200)
    expect((await dashboard.ask('join.look', { body: { token } })).status).toBe(404)
    const late = await link(ann, 'viewer')
    dashboard.clock.elapse(INVITE_LIFETIME_MS)
    expect((await dashboard.ask('join.look', { body: { token: late } })).status).toBe(404)
    ann = cookieOf(
      await dashboard.ask('session.sign_in', {
        body: { email: 'ann@shop.example', password: 'correct horse battery' },
      }),
    )
  })

  test('an invitation is stored as a hash only', async () => {
    const token = await link(ann, 'viewer')
    const rows = await dashboard.store.readDb.selectFrom('team_invite').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})

describe('TEAM-5 an admin', () => {
  let admin: string
  beforeAll(async () => {
    admin = await joined('admin@shop.example', 'admin')
    await joined('admin2@shop.example', 'admin')
    await joined('mod@shop.example', 'moderator')
  })

  test('an admin gives and takes the roles below their own, no other', async () => {
    const change = async (email: string, role: WidgetRole) =>
      (await dashboard.ask('team.change_role', await about(email, { cookie: admin, body: { role } }))).status
    expect(await change('mod@shop.example', 'viewer')).toBe(200)
    expect(await change('mod@shop.example', 'admin')).toBe(403)
    expect(await change('admin2@shop.example', 'viewer')).toBe(403)
    expect(await change('ann@shop.example', 'viewer')).toBe(403)
    const invite = await dashboard.ask('team.invite', { cookie: admin, params: params(), body: { role: 'owner' } })
    expect(invite.status).toBe(403)
  })

  test('a person who is removed is out at once, and so are the links that they made', async () => {
    const token = await link(admin, 'moderator')
    const removed = await dashboard.ask('team.remove', await about('admin@shop.example', { cookie: ann }))
    expect(removed.status).toBe(200)
    expect((await dashboard.ask('widgets.get', { cookie: admin, params: params() })).status).toBe(404)
    expect((await dashboard.ask('join.look', { body: { token } })).status).toBe(404)
  })

  test('an admin who becomes a moderator loses the links that they made before', async () => {
    const maker = await joined('lowered@shop.example', 'admin')
    const token = await link(maker, 'viewer')
    const lower = await about('lowered@shop.example', { cookie: ann, body: { role: 'moderator' } })
    expect((await dashboard.ask('team.change_role', lower)).status).toBe(200)
    expect((await dashboard.ask('join.look', { body: { token } })).status).toBe(404)
  })

  test('a link that was being made while its maker was removed opens nothing', async () => {
    const maker = await joined('maker@shop.example', 'admin')
    const token = await link(maker, 'moderator')
    const account = await idOf('maker@shop.example')
    await dashboard.store.control.deleteFrom('team_member').where('account_id', '=', account).execute()
    expect((await dashboard.ask('join.look', { body: { token } })).status).toBe(404)
    expect((await accept(await dashboard.signedIn('late@shop.example'), token)).status).toBe(404)
  })
})

describe('TEAM-6 a widget', () => {
  test('a widget never loses its last owner', async () => {
    await joined('owner@shop.example', 'owner')
    const owner = await dashboard.ask('session.sign_in', {
      body: { email: 'owner@shop.example', password: 'correct horse battery' },
    })
    const cookie = cookieOf(owner)
    const body = { role: 'viewer' }
    const attempts = [
      await dashboard.ask('team.leave', { cookie: ann, params: params() }),
      await dashboard.ask('team.remove', await about('ann@shop.example', { cookie })),
      await dashboard.ask('team.change_role', await about('ann@shop.example', { cookie, body })),
      await dashboard.ask('team.hand_over', await about('owner@shop.example', { cookie })),
    ]
    expect(attempts.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  })

  test('a widget is handed over to another owner, and only then its first owner may leave', async () => {
    const toAdmin = await dashboard.ask('team.hand_over', await about('admin2@shop.example', { cookie: ann }))
    expect(toAdmin.status).toBe(403)
    const toOwner = await dashboard.ask('team.hand_over', await about('owner@shop.example', { cookie: ann }))
    expect(toOwner.status).toBe(200)
    expect((await team()).members.slice(0, 2)).toMatchObject([
      { email: 'owner@shop.example', role: 'owner', main: true },
      { email: 'ann@shop.example', role: 'owner', main: false },
    ])
    expect((await dashboard.ask('team.leave', { cookie: ann, params: params() })).status).toBe(200)
    expect((await dashboard.ask('widgets.get', { cookie: ann, params: params() })).status).toBe(404)
  })
})

test('AUDIT-3 the log is read in pages, by person, act and time', async () => {
  const signedIn = await dashboard.ask('session.sign_in', {
    body: { email: 'owner@shop.example', password: 'correct horse battery' },
  })
  const cookie = cookieOf(signedIn)
  const list = async (query: Record<string, string>) =>
    read<{ entries: AuditEntryView[]; next: string | null }>(
      await dashboard.ask('audit.list', { cookie, params: params(), query }),
    )
  const all = await list({ limit: '100' })
  expect(all.entries.map(({ id }) => id)).toEqual(
    all.entries
      .map(({ id }) => id)
      .sort()
      .reverse(),
  )
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await list({ limit: '3', ...(cursor && { cursor }) })
    paged.push(...page.entries.map(({ id }) => id))
    cursor = page.next
  }
  expect(paged).toEqual(all.entries.map(({ id }) => id))
  expect((await list({ action: 'team.remove' })).entries).toMatchObject([{ target: 'admin@shop.example' }])
  const adminId = await idOf('admin@shop.example')
  const ofAdmin = (await list({ account_id: adminId })).entries
  expect(ofAdmin.map(({ action }) => action)).toContain('team.invite')
  expect(new Set(ofAdmin.map(({ actor }) => actor))).toEqual(new Set(['admin@shop.example']))
  const [newest, oldest] = [all.entries[0], all.entries.at(-1)]
  expect((await list({ from: String((newest?.at ?? 0) + 1) })).entries).toEqual([])
  expect((await list({ to: String((newest?.at ?? 0) + 1) })).entries.length).toBe(Math.min(50, all.entries.length))
  expect((await list({ to: String(oldest?.at) })).entries).toEqual([])
})
