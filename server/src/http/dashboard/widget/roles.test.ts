import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import {
  type DashboardOperationId,
  dashboardOperations,
  leastRole,
  needsSession,
  type Operation,
} from '@imbachat/protocol/http/dashboard'
import { mayActAs, WIDGET_ROLES, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { type Dashboard, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let owner: string
let widget_id: number
const cookies = new Map<WidgetRole, string>()

const operations: readonly Operation[] = Object.values(dashboardOperations)
const ofTeams = operations.flatMap((operation) => {
  const role = leastRole(operation)
  return role === null ? [] : [{ ...operation, role }]
})

beforeAll(async () => {
  dashboard = await startDashboard()
  owner = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: owner, body: { name: 'Shop' } })
  widget_id = ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
  for (const role of WIDGET_ROLES) {
    cookies.set(role, await dashboard.signedIn(`${role}@shop.example`))
    await setRole(`${role}@shop.example`, role)
  }
})
afterAll(() => dashboard.stop())

const params = () => ({
  widget_id,
  report_id: 'none',
  account_id: 'none',
  invite_id: 'none',
  task_id: 'none',
})

async function setRole(email: string, role: WidgetRole | null): Promise<void> {
  const account = await dashboard.accounts.byEmail(email)
  const row = { widget_id, account_id: account?.account_id ?? '', role: role ?? 'viewer', created_at: 0 }
  const { control } = dashboard.store
  await control.deleteFrom('team_member').where('account_id', '=', row.account_id).execute()
  if (role !== null) await control.insertInto('team_member').values(row).execute()
}

const entries = () => dashboard.store.readDb.selectFrom('audit').selectAll().orderBy('at').orderBy('id').execute()

describe('TEAM-1 an operation about a widget', () => {
  test('an operation about a widget names the least role wherever its path names a widget', () => {
    for (const operation of operations) {
      if (!needsSession(operation) || operation.access === 'administrator') continue
      expect([operation.id, leastRole(operation) !== null]).toEqual([
        operation.id,
        operation.path.includes('{widget_id}'),
      ])
    }
  })

  test.each(ofTeams)(
    '$id is refused to lower roles in plain words, and to no other',
    async ({ id, role: least, body }) => {
      // would be done
      if (id === 'team.leave') return
      for (const role of WIDGET_ROLES) {
        const answer = await dashboard.ask(id as DashboardOperationId, {
          params: params(),
          cookie: cookies.get(role) ?? '',
          // a role that may is refused for the body, and does nothing
          ...(body && { body: {} }),
        })
        const answered = (await answer.json()) as { error?: { code: string; message: string } }
        const refused = answered.error?.code === 'forbidden'
        expect([id, role, refused]).toEqual([id, role, !mayActAs(role, least)])
        if (refused)
          expect(answered.error?.message).toBe(`this needs the role ${least} in the widget's team; yours is ${role}`)
      }
    },
  )
})

test('TEAM-2 a changed role counts from the next request on, and a removed person finds no widget', async () => {
  const cookie = cookies.get('moderator') ?? ''
  const keys = () => dashboard.ask('widget_keys.reveal', { params: params(), cookie, body: { key: 'api_login' } })
  expect((await keys()).status).toBe(403)
  await setRole('moderator@shop.example', 'admin')
  expect((await keys()).status).toBe(200)
  await setRole('moderator@shop.example', null)
  expect((await keys()).status).toBe(404)
  const list = await dashboard.ask('widgets.list', { cookie })
  expect(await list.json()).toEqual({ widgets: [], next: null })
  await setRole('moderator@shop.example', 'moderator')
})

test('TEAM-3 the list of widgets has those of all teams, with the role in each', async () => {
  const answer = await dashboard.ask('widgets.list', { cookie: cookies.get('viewer') ?? '' })
  const { widgets } = (await answer.json()) as { widgets: { widget_id: number; role: WidgetRole }[] }
  expect(widgets.map(({ widget_id, role }) => [widget_id, role])).toEqual([[widget_id, 'viewer']])
})

describe('AUDIT-1 the audit log', () => {
  test('AUDIT-5 the audit log says who changed what, from what to what, when and from where', async () => {
    dashboard.clock.elapse(1_000)
    const answer = await dashboard.ask('widgets.change', {
      params: params(),
      cookie: owner,
      address: '198.51.100.7',
      body: { name: 'New name', settings: { messages_per_minute: 7 } },
    })
    expect(answer.status).toBe(200)
    const account = await dashboard.accounts.byEmail('ann@shop.example')
    const last = (await entries()).at(-1)
    expect(last).toMatchObject({
      widget_id,
      at: dashboard.clock.now(),
      account_id: account?.account_id ?? '',
      actor: 'ann@shop.example',
      action: 'widgets.change',
      address: '198.51.100.7',
    })
    expect(JSON.parse(last?.details ?? '')).toMatchObject({
      changes: { name: { from: 'Shop', to: 'New name' }, messages_per_minute: { from: 60, to: 7 } },
    })
  })

  test('the audit log has no entry of what was refused, changed nothing, or only reads', async () => {
    const before = (await entries()).length
    const name = 'New name'
    await dashboard.ask('widgets.change', { params: params(), cookie: owner, body: { name } })
    await dashboard.ask('widgets.change', { params: params(), cookie: owner, body: { name: '' } })
    await dashboard.ask('widgets.change', {
      params: params(),
      cookie: cookies.get('viewer') ?? '',
      body: { name: 'x' },
    })
    await dashboard.ask('widgets.get', { params: params(), cookie: owner })
    expect((await entries()).length).toBe(before)
  })

  test('AUDIT-4 the audit log has an act before it begins, also one that failed, but no refused one', async () => {
    const open = () => dashboard.store.readDb.selectFrom('open_act').select(['action', 'widget_id', 'actor']).execute()
    const change = () => dashboard.ask('widgets.change', { params: params(), cookie: owner, body: { name: 'Halfway' } })
    const act = { action: 'widgets.change', widget_id, actor: 'ann@shop.example' }
    const during = spyOn(dashboard.widgets, 'change').mockImplementationOnce(async () => {
      expect(await open()).toEqual([act])
      throw new ChatError('conflict', 'refused')
    })
    expect((await change()).status).toBe(409)
    expect(await open()).toEqual([])
    during.mockImplementationOnce(async () => {
      throw new Error('the server fails halfway')
    })
    expect((await change()).status).toBe(500)
    during.mockRestore()
    expect(await open()).toEqual([act])
  })

  test('AUDIT-5 the audit log has an entry of a key that was shown, without the key', async () => {
    await dashboard.ask('widget_keys.reveal', { params: params(), cookie: owner, body: { key: 'secret_key' } })
    const last = (await entries()).at(-1)
    expect(last).toMatchObject({ action: 'widget_keys.reveal', target: 'secret_key', details: null })
  })

  test('the audit log keeps the deletion of a widget, whose own log is erased with it', async () => {
    const made = await dashboard.ask('widgets.create', { cookie: owner, body: { name: 'Short' } })
    const { widget } = (await made.json()) as { widget: { widget_id: number } }
    await dashboard.ask('widgets.delete', {
      params: { widget_id: widget.widget_id },
      cookie: owner,
      body: { name: 'Short' },
    })
    expect((await entries()).at(-1)).toMatchObject({
      widget_id: 0,
      action: 'widgets.delete',
      target: `Short (${widget.widget_id})`,
    })
  })
})
