import { afterAll, beforeAll, expect, test } from 'bun:test'
import { silentLog } from '../chat/log.ts'
import { DEFAULT_LIMITS } from '../config/limits.ts'
import type { Mail } from '../dashboard/mails.ts'
import { createTeamNotices } from '../dashboard/team-notices/team-notices.ts'
import { type Dashboard, startDashboard } from '../http/testing/dashboard.ts'
import { writeMail } from '../mail/write-mail.ts'
import type { Endpoint } from './endpoint.ts'
import { notifyTurnedOff } from './turned-off.ts'

let dashboard: Dashboard
beforeAll(async () => {
  dashboard = await startDashboard()
})
afterAll(() => dashboard.stop())

test('HOOK-6 the owners of a widget get a mail about a webhook that was turned off, in its language', async () => {
  const cookie = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie, body: { name: 'Shop' } })
  const { widget_id } = ((await made.json()) as { widget: { widget_id: number } }).widget
  const url = 'https://hooks.shop.example/in?key=secret'
  const answer = await dashboard.ask('webhooks.create', {
    cookie,
    params: { widget_id },
    body: { url, language: 'ru' },
  })
  const { endpoint } = (await answer.json()) as { endpoint: { endpoint_id: string } }
  for (const role of ['owner', 'admin'] as const) {
    await dashboard.signedIn(`${role}@shop.example`)
    const account_id = (await dashboard.accounts.byEmail(`${role}@shop.example`))?.account_id ?? ''
    await dashboard.store.control
      .insertInto('team_member')
      .values({ widget_id, account_id, role, created_at: 0 })
      .execute()
  }

  const mails: Mail[] = []
  const { readDb, control } = dashboard.store
  const notices = createTeamNotices({
    ...{ control, readDb, clock: dashboard.clock, log: silentLog, limits: DEFAULT_LIMITS },
    ...{ failingSites: () => [], failingPrograms: async () => [] },
    push: null,
    bus: { subscribe: () => () => {} },
    mail: { add: async (one) => void mails.push(one as Mail), send: async () => {}, test: async () => {} },
  })
  const of = { widget_id, id: endpoint.endpoint_id, url } as Endpoint
  await notifyTurnedOff({ readDb, notices, log: silentLog }, of, 'unreachable')
  expect(mails.map(({ email }) => email).toSorted()).toEqual([
    'admin@shop.example',
    'ann@shop.example',
    'owner@shop.example',
  ])
  const [first] = mails
  if (first === undefined) throw new Error('there is no mail')
  const { subject, text } = writeMail(first, { publicUrl: 'https://chat.example', link: null })
  expect(subject).toContain('Shop')
  expect(text).toContain(`https://chat.example/dashboard/widgets/${widget_id}/webhooks`)
  expect(text).toContain('hooks.shop.example')
  expect(text).not.toContain('secret')
})
