import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  type DashboardOperationId,
  dashboardOperations,
  type ServerAccount,
  type ServerJob,
  type ServerWidget,
} from '@imbachat/protocol/http/dashboard'
import { eventually } from '../../../../../sdk/src/testing/until.ts'
import { totpOf } from '../../../dashboard/accounts/testing/totp.ts'
import { cookieOf, type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

const PASSWORD = 'correct horse battery'
let dashboard: Dashboard
/** the first account of the server: its administrator */
let root: string
let owner: string
let widget_id: number

beforeAll(async () => {
  dashboard = await startDashboard()
  root = await dashboard.signedIn('root@host.example')
  owner = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: owner, body: { name: 'Shop 100%' } })
  widget_id = ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
})
afterAll(() => dashboard.stop())

const read = async <T>(answer: Response) => (await answer.json()) as T
const idOf = async (email: string) => (await dashboard.accounts.byEmail(email))?.account_id ?? ''
const works = async (cookie: string) => (await dashboard.ask('widgets.list', { cookie })).status === 200
const signIn = (email: string, password = PASSWORD) => dashboard.ask('session.sign_in', { body: { email, password } })
const onAccount = async (id: DashboardOperationId, email: string, cookie = root) =>
  dashboard.ask(id, { cookie, params: { account_id: await idOf(email) } })
const accountsOf = async (query: Record<string, string> = {}) =>
  read<{ accounts: ServerAccount[]; next: string | null }>(
    await dashboard.ask('server.accounts', { cookie: root, query }),
  )
const widgetsOf = async (query: Record<string, string> = {}) =>
  read<{ widgets: ServerWidget[]; next: string | null }>(await dashboard.ask('server.widgets', { cookie: root, query }))
const entries = (id: number) =>
  dashboard.store.readDb.selectFrom('audit').selectAll().where('widget_id', '=', id).orderBy('id').execute()

describe('ADMIN-1 the administration', () => {
  const ids = Object.entries(dashboardOperations).flatMap(([id, { access }]) =>
    access === 'administrator' ? [id as DashboardOperationId] : [],
  )

  test.each(ids)('%s is not found by an account that does not run the server, whatever it sends', async (id) => {
    const params = { widget_id, account_id: 'none', job_id: 'none' }
    /** each answer has an id of its own */
    const errorBody = async (answer: Response) => ({ ...(await errorOf(answer)), request_id: '' })
    const nowhere = await errorBody(await dashboard.fetch('/api/dashboard/v1/nowhere'))
    for (const body of [undefined, {}, { reason: 'x' }]) {
      const answer = await dashboard.ask(id, { cookie: owner, params, body })
      expect([answer.status, await errorBody(answer)]).toEqual([404, nowhere])
    }
    expect((await dashboard.ask(id, { params })).status).toBe(401)
  })

  test('the first account is an administrator, and so are those that the command line appoints', async () => {
    const isOne = async (cookie: string) =>
      (await read<{ administrator?: boolean }>(await dashboard.ask('session.get', { cookie }))).administrator === true
    expect([await isOne(root), await isOne(owner)]).toEqual([true, false])
    await dashboard.accounts.setAdministrator('ann@shop.example', true)
    expect(await isOne(owner)).toBe(true)
    expect((await dashboard.ask('server.overview', { cookie: owner })).status).toBe(200)
    await dashboard.accounts.setAdministrator('ann@shop.example', false)
    expect((await dashboard.ask('server.overview', { cookie: owner })).status).toBe(404)
    expect((await entries(0)).map(({ action }) => action)).toContain('administrator.grant')
  })
})

describe('ADMIN-2 accounts', () => {
  test('accounts of the server are listed in pages, and found by a part of the address', async () => {
    const first = await accountsOf({ limit: '1' })
    expect(first.accounts).toMatchObject([{ email: 'ann@shop.example', administrator: false, widgets: 1, sessions: 1 }])
    const second = await accountsOf({ limit: '1', cursor: first.next ?? '' })
    expect(second).toMatchObject({ accounts: [{ email: 'root@host.example', administrator: true }], next: null })
    expect((await accountsOf({ query: 'HOST.ex' })).accounts).toHaveLength(1)
    expect((await accountsOf({ query: '%' })).accounts).toEqual([])
    expect((await accountsOf({ filter: 'administrators' })).accounts).toMatchObject([{ email: 'root@host.example' }])
  })

  test('disabled accounts are signed out at once, can not sign in, and keep their widgets', async () => {
    const cookie = await dashboard.signedIn('dora@shop.example')
    expect((await onAccount('server.disable_account', 'dora@shop.example')).status).toBe(200)
    expect(await works(cookie)).toBe(false)
    expect(await errorOf(await signIn('dora@shop.example'))).toMatchObject({ code: 'forbidden' })
    expect((await signIn('dora@shop.example', 'wrong')).status).toBe(401)
    expect((await accountsOf({ filter: 'disabled' })).accounts).toMatchObject([{ email: 'dora@shop.example' }])
    expect((await onAccount('server.enable_account', 'dora@shop.example')).status).toBe(200)
    expect((await signIn('dora@shop.example')).status).toBe(200)
    const log = (await entries(0)).filter(({ target }) => target === 'dora@shop.example')
    expect(log.map(({ action }) => action)).toEqual(['server.disable_account', 'server.enable_account'])
  })

  test('links of a disabled account from before let nobody into a team', async () => {
    const [fay, gil] = [await dashboard.signedIn('fay@shop.example'), await dashboard.signedIn('gil@shop.example')]
    const member = {
      widget_id,
      account_id: await idOf('fay@shop.example'),
      role: 'admin',
      created_at: 0,
    } as const
    await dashboard.store.control.insertInto('team_member').values(member).execute()
    const invite = { cookie: fay, params: { widget_id }, body: { role: 'viewer', note: '' } }
    const { link } = await read<{ link: string }>(await dashboard.ask('team.invite', invite))
    const accept = () => dashboard.ask('join.accept', { cookie: gil, body: { token: new URL(link).hash.slice(1) } })
    await onAccount('server.disable_account', 'fay@shop.example')
    expect(await errorOf(await accept())).toMatchObject({ code: 'invite_invalid' })
    await onAccount('server.enable_account', 'fay@shop.example')
    expect((await accept()).status).toBe(200)
  })

  test('a session that was begun before its account was disabled, and stored after, opens nothing', async () => {
    const cookie = await dashboard.signedIn('late@shop.example')
    await dashboard.store.control
      .updateTable('owner')
      .set({ disabled_at: 1 })
      .where('email', '=', 'late@shop.example')
      .execute()
    expect(await works(cookie)).toBe(false)
  })

  test('the last administrator can not be disabled; of two who disable each other, one stays', async () => {
    expect(await errorOf(await onAccount('server.disable_account', 'root@host.example'))).toMatchObject({
      code: 'forbidden',
    })
    const other = await dashboard.signedIn('second@host.example')
    await dashboard.accounts.setAdministrator('second@host.example', true)
    const answers = await Promise.all([
      onAccount('server.disable_account', 'second@host.example', root),
      onAccount('server.disable_account', 'root@host.example', other),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const rows = await dashboard.store.control
      .selectFrom('owner')
      .select('email')
      .where('administrator', '=', 1)
      .where('disabled_at', 'is', null)
      .execute()
    expect(rows).toHaveLength(1)
    await dashboard.store.control.updateTable('owner').set({ disabled_at: null }).execute()
    await dashboard.accounts.setAdministrator('second@host.example', false)
    root = cookieOf(await signIn('root@host.example'))
  })

  test('sessions end, and a lost second factor is turned off', async () => {
    const email = 'fred@shop.example'
    let cookie = await dashboard.signedIn(email)
    const started = await dashboard.ask('two_factor.start', { cookie, body: { password: PASSWORD } })
    const { secret } = await read<{ secret: string }>(started)
    const confirmed = await dashboard.ask('two_factor.confirm', { cookie, body: { code: totpOf(secret) } })
    cookie = cookieOf(confirmed) || cookie
    expect((await accountsOf({ query: email })).accounts).toMatchObject([{ two_factor: true, sessions: 1 }])
    expect((await onAccount('server.end_sessions', email)).status).toBe(200)
    expect(await works(cookie)).toBe(false)
    expect(await read(await signIn(email))).toMatchObject({ account: null, second_factor: true })
    expect((await onAccount('server.stop_two_factor', email)).status).toBe(200)
    expect(await read(await signIn(email))).toMatchObject({ account: { email } })
  })
})

describe('ADMIN-3 a link that sets a password', () => {
  const email = 'lost@shop.example'
  const tokenOf = async (answer: Response) => (await read<{ link: string }>(answer)).link.split('#')[1] ?? ''
  const finish = (token: string, password = 'a new long password') =>
    dashboard.ask('reset.finish', { body: { token, password } })

  test('a link that sets a password is shown once, works once, and ends every session', async () => {
    const cookie = await dashboard.signedIn(email)
    const token = await tokenOf(await onAccount('server.reset_link', email))
    const stored = await dashboard.store.readDb.selectFrom('reset_link').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(token)
    expect(await read(await dashboard.ask('reset.look', { body: { token } }))).toMatchObject({ email })
    expect((await finish(token, 'short')).status).toBe(422)
    const answers = await Promise.all([finish(token), finish(token)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404])
    expect(await works(cookie)).toBe(false)
    expect((await signIn(email)).status).toBe(401)
    expect((await signIn(email, 'a new long password')).status).toBe(200)
    const log = (await entries(0)).filter(({ action }) => action === 'server.reset_link' || action === 'reset.finish')
    expect(log).toMatchObject([
      { actor: 'root@host.example', target: email },
      { actor: email, action: 'reset.finish' },
    ])
    expect(JSON.stringify(log)).not.toContain(token)
  })

  test('a link that sets a password ends with the next one, and after 24 hours', async () => {
    const first = await tokenOf(await onAccount('server.reset_link', email))
    const second = await tokenOf(await onAccount('server.reset_link', email))
    expect((await dashboard.ask('reset.look', { body: { token: first } })).status).toBe(404)
    dashboard.clock.elapse(24 * 3_600_000)
    expect((await finish(second)).status).toBe(404)
  })
})

describe('ADMIN-4 widgets', () => {
  const suspend = (reason = '') =>
    dashboard.ask('server.suspend_widget', { cookie: root, params: { widget_id }, body: { reason } })
  const keys = async () => (await dashboard.widgets.find(widget_id))?.secretKeys[0] ?? ''
  const roomsBySite = async () =>
    dashboard.fetch(`/imbachat/v2/${widget_id}/get_rooms`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${widget_id}:${await keys()}`)}`,
        'content-type': 'application/json',
      },
      body: '{"user_id": 1}',
    })

  test('widgets of all accounts are listed, the newest first, and found by name, owner and number', async () => {
    const newest = await dashboard.widgets.create(null, { name: 'Another' })
    const first = await widgetsOf({ limit: '1' })
    expect(first.widgets).toMatchObject([{ widget_id: newest.id, owner: null }])
    expect((await widgetsOf({ limit: '1', cursor: first.next ?? '' })).widgets[0]?.widget_id).toBe(widget_id)
    for (const query of ['100%', 'ANN@shop', String(widget_id)]) {
      expect((await widgetsOf({ query })).widgets.map(({ widget_id }) => widget_id)).toContain(widget_id)
    }
    expect((await widgetsOf({ query: '1_0%' })).widgets).toEqual([])
  })

  test('suspended widgets answer the site so, show their team the reason, and work again when resumed', async () => {
    expect((await roomsBySite()).status).toBe(200)
    expect(await read(await suspend('Unpaid'))).toMatchObject({ widget: { suspended: { reason: 'Unpaid' } } })
    dashboard.clock.elapse(5_000)
    expect(await read(await roomsBySite())).toMatchObject({ success: false, code: 'widget_suspended' })
    const seen = await dashboard.ask('widgets.get', { cookie: owner, params: { widget_id } })
    expect(await read(seen)).toMatchObject({ widget: { suspended: { reason: 'Unpaid' } } })
    expect((await widgetsOf({ filter: 'suspended' })).widgets).toHaveLength(1)
    const resumed = await dashboard.ask('server.resume_widget', { cookie: root, params: { widget_id } })
    expect(await read(resumed)).toMatchObject({ widget: { suspended: null } })
    dashboard.clock.elapse(5_000)
    expect((await roomsBySite()).status).toBe(200)
    const log = await entries(widget_id)
    expect(log.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['server.suspend_widget', 'server.resume_widget']),
    )
    expect((await entries(0)).filter(({ target }) => target === `DEV_ID ${widget_id} Shop 100%`)).toHaveLength(2)
  })

  test('widgets of the server have quotas of their own over what the server allows any', async () => {
    const set = (rest: number | null) =>
      dashboard.ask('server.set_quotas', {
        cookie: root,
        params: { widget_id },
        body: { file_mb: null, connections: null, rest_calls_per_second: rest },
      })
    expect(await read(await set(1))).toMatchObject({ widget: { quotas: { rest_calls_per_second: 1, file_mb: null } } })
    dashboard.clock.elapse(5_000)
    const answers = await Promise.all(Array.from({ length: 6 }, roomsBySite))
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    await set(null)
    dashboard.clock.elapse(5_000)
    expect((await roomsBySite()).status).toBe(200)
    const [entry] = (await entries(widget_id)).filter(({ action }) => action === 'server.set_quotas')
    expect(JSON.parse(entry?.details ?? '')).toEqual({ changes: { rest_calls_per_second: { from: null, to: 1 } } })
  })
})

describe('ADMIN-5 jobs', () => {
  const job = (id: string, state: 'failed' | 'waiting' | 'running') => ({
    widget_id,
    id,
    kind: 'preview.make',
    payload: '{"text":"what a user wrote"}',
    run_at: state === 'failed' ? null : 1,
    running: state === 'running' ? 1 : 0,
    tries: 8,
    error: state === 'failed' ? 'the site is away' : null,
    created_at: 1,
  })
  const list = async (query: Record<string, string>) => {
    const answer = await dashboard.ask('server.jobs', { cookie: root, query })
    return read<{ jobs: ServerJob[]; counts: object; next: string | null }>(answer)
  }

  test('jobs that were given up are listed in pages, retried or deleted; other jobs are left alone', async () => {
    const { control } = dashboard.store
    const jobs = [
      job('a b', 'failed'),
      job('c', 'failed'),
      job('d', 'failed'),
      job('e', 'waiting'),
      job('f', 'running'),
    ]
    await control.insertInto('job').values(jobs).execute()
    const first = await list({ state: 'failed', limit: '2' })
    expect(first.jobs.map(({ job_id }) => job_id)).toEqual(['a b', 'c'])
    expect(JSON.stringify(first)).not.toContain('what a user wrote')
    expect(first.counts).toEqual({ waiting: 1, running: 1, failed: 3 })
    expect((await list({ state: 'failed', limit: '2', cursor: first.next ?? '' })).jobs).toMatchObject([
      { job_id: 'd', error: 'the site is away', state: 'failed', tries: 8 },
    ])
    const act = (id: 'server.replay_job' | 'server.delete_job', job_id: string) =>
      dashboard.ask(id, { cookie: root, params: { widget_id, job_id } })
    expect((await act('server.replay_job', 'a b')).status).toBe(200)
    expect((await act('server.replay_job', 'a b')).status).toBe(404)
    expect((await act('server.delete_job', 'c')).status).toBe(200)
    expect((await act('server.delete_job', 'f')).status).toBe(404)
    expect(await read(await dashboard.ask('server.replay_jobs', { cookie: root }))).toEqual({
      counts: { waiting: 3, running: 1, failed: 0 },
    })
    await control.deleteFrom('job').execute()
  })
})

describe('ADMIN-6 the server', () => {
  test('the administration says how its node does, and that a newer server has changed the tables', async () => {
    const overview = async () => read<Record<string, unknown>>(await dashboard.ask('server.overview', { cookie: root }))
    expect(await overview()).toMatchObject({
      database: 'sqlite',
      newer_schema: [],
      nodes: [{ this: true, alive: true, bus: 'alone' }],
      last_backup: null,
    })
    const { control } = dashboard.store
    const newer = { name: '9999-newer', applied_at: 1 }
    await control
      .insertInto('schema_migration' as never)
      .values(newer as never)
      .execute()
    expect(await overview()).toMatchObject({ newer_schema: ['9999-newer'] })
    await control
      .deleteFrom('schema_migration' as never)
      .where('name' as never, '=', '9999-newer' as never)
      .execute()
  })

  test('the administration of the server says what takes space', async () => {
    await dashboard.store.control.insertInto('file_usage').values({ widget_id, bytes: 4_096 }).execute()
    const storage = await read(await dashboard.ask('server.storage', { cookie: root }))
    expect(storage).toMatchObject({ file_bytes: 4_096, largest: [{ widget_id, file_bytes: 4_096 }] })
  })

  test('the administration of the server begins one backup at a time', async () => {
    const begin = () => dashboard.ask('server.start_backup', { cookie: root })
    expect(await read(await begin())).toMatchObject({ running: true, backups: [] })
    expect((await begin()).status).toBe(409)
    dashboard.endBackup(1)
    const backups = async () => read(await dashboard.ask('server.backups', { cookie: root }))
    await eventually(async () => expect(await backups()).toMatchObject({ running: false }))
  })

  test('the administration of the server shows what was done to accounts and to the server', async () => {
    const answer = await dashboard.ask('server.audit', { cookie: root, query: { action: 'server.start_backup' } })
    expect(await read(answer)).toMatchObject({ entries: [{ actor: 'root@host.example', target: null }], next: null })
  })
})
