import { afterAll, beforeAll, expect, test } from 'bun:test'
import { safetyActs } from '../../sdk/src/acts/safety-acts.ts'
import { createChatClient } from '../../sdk/src/index.ts'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { eventually } from '../stage/eventually.ts'
import { makeWorld, person, type World } from '../stage/harness.ts'
import { FIREFOX, type OtherBrowser } from './browsers.ts'
import { COMPOSER, DrivenVisitor } from './driven-visitor.ts'
import { startPushService } from './push-service.ts'
import type { Driver } from './webdriver.ts'

declare const window: { imbaApi: ImbaChat }

const TURN_ON = { css: 'button', name: 'Turn on notifications' }

const lacking = FIREFOX.lacks()
const scene = lacking === null ? test : test.skip
const service = startPushService()
let world: World
let browser: OtherBrowser

if (lacking === null) {
  beforeAll(async () => {
    world = await makeWorld({ PUSH_DELAY_MS: '300' })
    browser = await FIREFOX.launch({
      'dom.push.serverURL': service.url,
      'dom.push.connection.enabled': true,
      'dom.push.testing.allowInsecureServerURL': true,
      'alerts.useSystemBackend': false,
      // as a user who presses Allow
      'permissions.default.desktop-notification': 1,
    })
  })
  afterAll(async () => {
    await browser?.end()
    await world?.end()
    service.stop()
  })
}

/** Windows and tabs, in no certain order. */
const windows = async (driver: Driver) => (await driver.command('GetWindowHandles')) as string[]

scene('PUSH-1 a user turns on notifications in a window, and a click on one opens the message', async () => {
  const { driver } = browser
  const anna = person(world.demo, 'Anna')
  const boris = person(world.demo, 'Boris')
  const visitor = new DrivenVisitor(driver)
  await visitor.open(`${world.demo.url}/as/${anna.slug}`)
  await visitor.inPage((id) => window.imbaApi.openDialog(id).then(() => true), boris.id)
  // what offers notifications comes with the rest of the chat
  await visitor.sees({ css: 'button', name: 'Attach files' })
  // never on opening: only once she has written
  await visitor.seesNot(TURN_ON)
  await visitor.click(COMPOSER)
  await visitor.type('Hello Boris\uE007')
  await visitor.sees({ css: 'article', has: 'Hello Boris' })

  const [page = ''] = await windows(driver)
  await visitor.click(TURN_ON)
  const asking = await eventually(async () => {
    const other = (await windows(driver)).find((handle) => handle !== page)
    if (other === undefined) throw new Error('no window was opened')
    return other
  })
  await driver.command('SwitchToWindow', { handle: asking })
  await visitor.clickInPage(TURN_ON)
  await eventually(async () => expect(await windows(driver)).toEqual([page]))
  await driver.command('SwitchToWindow', { handle: page })
  await visitor.seesNot(TURN_ON)
  expect(service.channels.size).toBe(1)

  // she leaves the site
  await visitor.open(`${world.chatUrl}/nothing-here`)
  const his = createChatClient({ url: world.chatUrl, widgetId: world.widgetId, token: world.token(boris.id) })
  const { room_id } = await his.openDialog(anna.id)
  await his.openRoom(room_id).send('The kayak is yours')
  await eventually(() => expect(service.posted).toHaveLength(1))
  const [{ headers, body } = { headers: new Headers(), body: new Uint8Array() }] = service.posted
  expect(Object.fromEntries(headers)).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'high' })
  expect(headers.get('topic')).toMatch(/^[\w-]{32}$/)
  expect(headers.get('authorization')).toStartWith('vapid t=')
  expect(Buffer.from(body).toString('latin1')).not.toContain('Boris')

  const shown = await eventually(async () => {
    const alert = await driver.inBrowser?.(textOfAlert)
    if (!alert?.[0]) throw new Error('no notification is shown')
    return alert
  })
  expect(shown).toEqual(['Boris', 'New message'])
  await driver.inBrowser?.(pressAlert)
  const opened = await eventually(async () => {
    const other = (await windows(driver)).find((handle) => handle !== page)
    if (other === undefined) throw new Error('the site was not opened')
    return other
  })
  await driver.command('SwitchToWindow', { handle: opened })
  await visitor.sees({ css: 'article', has: 'The kayak is yours' })
  his.close()
})

scene('PUSH-11 with a site’s own worker, a click shows the message in an open page, and sign-out ends it', async () => {
  const { driver } = browser
  const anna = person(world.demo, 'Anna')
  const boris = person(world.demo, 'Boris')
  const visitor = new DrivenVisitor(driver)
  const [page = '', ...others] = await windows(driver)
  for (const handle of others) {
    await driver.command('SwitchToWindow', { handle })
    await driver.command('CloseWindow')
  }
  await driver.command('SwitchToWindow', { handle: page })
  await visitor.open(`${world.demo.url}/as/${anna.slug}?pushWorker=/imbachat-worker.js`)
  await visitor.inPage((id) => window.imbaApi.openDialog(id).then(() => true), boris.id)
  await visitor.sees({ css: 'button', name: 'Attach files' })
  await visitor.click(COMPOSER)
  await visitor.type('Hello Boris\uE007')
  await visitor.sees({ css: 'article', has: 'Hello Boris' })
  await visitor.click(TURN_ON)
  await visitor.seesNot(TURN_ON)
  expect(await windows(driver)).toEqual([page])

  // she looks at another tab
  const { handle } = (await driver.command('NewWindow', { type: 'tab' })) as { handle: string }
  await driver.command('SwitchToWindow', { handle })
  const his = createChatClient({ url: world.chatUrl, widgetId: world.widgetId, token: world.token(boris.id) })
  const { room_id } = await his.openDialog(anna.id)
  const before = service.posted.length
  await his.openRoom(room_id).send('The kayak is sold')
  await eventually(() => expect(service.posted.length).toBeGreaterThan(before))
  await eventually(async () => expect(await driver.inBrowser?.(textOfAlert)).toEqual(['Boris', 'New message']))
  await driver.inBrowser?.(pressAlert)
  await driver.command('SwitchToWindow', { handle: page })
  await eventually(async () => {
    expect(await visitor.inPage(() => location.hash)).toBe(`#imbachat-m=${room_id}.2`)
  })
  await visitor.sees({ css: 'article', has: 'The kayak is sold' })
  expect((await windows(driver)).toSorted()).toEqual([page, handle].toSorted())

  const devices = () =>
    world.app.store.readDb.selectFrom('push_subscription').select('id').where('user_id', '=', `${anna.id}`).execute()
  expect(await devices()).toHaveLength(1)
  await visitor.inPage(() => window.imbaApi.logout())
  await eventually(async () => expect(await devices()).toEqual([]))
  his.close()
})

interface AlertWindow extends Window {
  onAlertClick(): void
}
declare const Services: { wm: { getEnumerator(type: null): Iterable<AlertWindow> } }

/** Runs in Firefox. @returns title and text of the notification that is shown */
function textOfAlert(): string[] | null {
  for (const { location, document } of Services.wm.getEnumerator(null)) {
    if (!location.href.endsWith('/alert.xhtml')) continue
    return ['alertTitleLabel', 'alertTextLabel'].map((id) => {
      const label = document.getElementById(id)
      return label?.getAttribute('value') || label?.textContent || ''
    })
  }
  return null
}

/** Runs in Firefox. */
function pressAlert(): void {
  for (const alert of Services.wm.getEnumerator(null)) {
    if (alert.location.href.endsWith('/alert.xhtml')) alert.onAlertClick()
  }
}

scene(
  'MAIL-31 a moderator with a closed dashboard gets a notification of a report, and a click opens the queue',
  async () => {
    const { driver } = browser
    const { accounts, store } = world.app
    const [email, password] = ['moderator@shop.example', 'four unrelated words here']
    const { account_id } = await accounts.create({ email, password })
    await store.control
      .insertInto('team_member')
      .values({ widget_id: world.widgetId, account_id, role: 'moderator', created_at: 1 })
      .execute()
    const visitor = new DrivenVisitor(driver)
    const [page = '', ...others] = await windows(driver)
    for (const handle of others) {
      await driver.command('SwitchToWindow', { handle })
      await driver.command('CloseWindow')
    }
    await driver.command('SwitchToWindow', { handle: page })
    await visitor.open(`${world.chatUrl}/dashboard`)
    await visitor.inPage(
      (given) =>
        fetch('/api/dashboard/v1/session', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(given),
        }).then(() => true),
      { email, password },
    )
    await visitor.open(`${world.chatUrl}/dashboard/account`)
    await visitor.clickInPage({ css: 'input[name="push"]' })
    const subscribed = () => store.readDb.selectFrom('owner_push').select('session_id').execute()
    await eventually(async () => expect(await subscribed()).toHaveLength(1))
    await visitor.open(`${world.demo.url}/nothing-here`)

    const before = service.posted.length
    const [anna, boris] = [person(world.demo, 'Anna'), person(world.demo, 'Boris')]
    const hers = createChatClient({ url: world.chatUrl, widgetId: world.widgetId, token: world.token(anna.id) })
    const his = createChatClient({ url: world.chatUrl, widgetId: world.widgetId, token: world.token(boris.id) })
    const { room_id } = await his.openDialog(anna.id)
    await his.openRoom(room_id).send('Buy cheap')
    await safetyActs(hers).report({ room_id, user_id: String(boris.id), reason: 'spam', comment: '' })
    await eventually(() => expect(service.posted.length).toBe(before + 1))
    const shown = await eventually(async () => {
      const alert = await driver.inBrowser?.(textOfAlert)
      if (!alert?.[0]?.includes('Demo')) throw new Error('no notification is shown')
      return alert
    })
    expect(shown[0]).toBe('Demo: 1 message waits for a decision')
    await driver.inBrowser?.(pressAlert)
    const opened = await eventually(async () => {
      const other = (await windows(driver)).find((handle) => handle !== page)
      if (other === undefined) throw new Error('the dashboard was not opened')
      return other
    })
    await driver.command('SwitchToWindow', { handle: opened })
    await eventually(async () => expect(await visitor.inPage(() => location.pathname)).toEndWith('/moderation'))
    his.close()
    hers.close()
  },
)
