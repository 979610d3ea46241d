import { afterAll, beforeAll, expect, test } from 'bun:test'
import { cookieOf, type Dashboard, errorOf, startDashboard } from '../../http/testing/dashboard.ts'
import { localService } from '../../notifications/push/testing/local-service.ts'

let dashboard: Dashboard
const service = localService()
beforeAll(async () => {
  dashboard = await startDashboard()
})
afterAll(async () => {
  await dashboard.stop()
  service.stop()
})

/** A person with a widget, whose browser has turned notifications on. */
async function ownerWithPush(name: string) {
  const email = `${name}@shop.example`
  const cookie = await dashboard.signedIn(email)
  const account_id = (await dashboard.accounts.byEmail(email))?.account_id ?? ''
  const { id } = await dashboard.widgets.create(account_id, { name: `Shop of ${name}` })
  const browser = service.browser(name)
  const { subscription } = browser.given
  const on = await dashboard.ask('account.turn_on_push', { cookie, body: { subscription } })
  expect(await on.json()).toMatchObject({ on: true })
  return { email, cookie, account_id, widget_id: id, browser, subscription }
}
const siteFails = (widget_id: number) =>
  dashboard.teamNotices.notify(widget_id, { topic: 'site', message: 'It answered 500.' })

test('MAIL-31 a notice reaches the browser encrypted, with the page where it is put right, and once', async () => {
  const { widget_id, browser } = await ownerWithPush('ann')
  await siteFails(widget_id)
  await siteFails(widget_id)
  expect(browser.got().map(({ payload }) => payload.notification)).toMatchObject([
    {
      title: 'Shop of ann: the site does not answer',
      navigate: `${dashboard.publicUrl}/dashboard/widgets/${widget_id}/site`,
      lang: 'en',
    },
  ])
})

test('MAIL-31 a browser gets no notice once its session has ended, or it was turned off', async () => {
  const { cookie, widget_id, browser } = await ownerWithPush('bob')
  await dashboard.ask('session.sign_out', { cookie })
  await siteFails(widget_id)
  expect(browser.got()).toEqual([])

  const other = await ownerWithPush('eve')
  const off = await dashboard.ask('account.turn_off_push', { cookie: other.cookie })
  expect(await off.json()).toMatchObject({ on: false })
  await siteFails(other.widget_id)
  expect(other.browser.got()).toEqual([])
})

test('MAIL-31 an account that signs in again on a browser gets each notice there once', async () => {
  const { email, widget_id, browser, subscription } = await ownerWithPush('mia')
  const password = 'correct horse battery'
  const cookie = cookieOf(await dashboard.ask('session.sign_in', { body: { email, password } }))
  await dashboard.ask('account.turn_on_push', { cookie, body: { subscription } })
  await siteFails(widget_id)
  expect(browser.got()).toHaveLength(1)
})

test('MAIL-31 a notice that the push service did not take is sent again, and not to a browser that is gone', async () => {
  const { cookie, widget_id, browser } = await ownerWithPush('leo')
  service.answers(() => new Response(null, { status: 503 }))
  await siteFails(widget_id)
  service.answers(() => new Response(null, { status: 201 }))
  await siteFails(widget_id)
  expect(browser.got()).toHaveLength(1)

  service.answers(() => new Response(null, { status: 410 }))
  await dashboard.teamNotices.notify(widget_id, { topic: 'webhook', host: 'shop.example', reason: 'gone' })
  service.answers(() => new Response(null, { status: 201 }))
  expect(await (await dashboard.ask('account.push', { cookie })).json()).toMatchObject({ on: false })
})

test('MAIL-31 an address that no push service can have is refused, and the error names the field', async () => {
  const cookie = await dashboard.signedIn('kim@shop.example')
  const { keys } = service.browser('kim').given.subscription
  for (const endpoint of ['ftp://127.0.0.1/x', 'https://a:b@push.example/x', 'nonsense']) {
    const answer = await dashboard.ask('account.turn_on_push', { cookie, body: { subscription: { endpoint, keys } } })
    expect(await errorOf(answer)).toMatchObject({ code: 'invalid_field', field: 'subscription.endpoint' })
  }
})
