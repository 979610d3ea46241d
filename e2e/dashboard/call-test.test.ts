import { afterAll, describe, expect, test } from 'bun:test'
import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core'
import { paths } from '../../dashboard/src/navigation/routes.ts'
import { createIceSource } from '../../server/src/chat/calls/ice.ts'
import { systemClock } from '../../server/src/chat/clock.ts'
import type { Env } from '../../server/src/config/env.ts'
import { type Coturn, hasCoturn, startCoturn } from '../../server/src/stun/testing/coturn.ts'
import { openTurnClient, readTurnUrl } from '../../server/src/stun/turn-client.ts'
import { freeUdpPort } from '../../server/src/testing/free-port.ts'
import { afterTheRun } from '../stage/after-the-run.ts'
import { launchBrowser, theBrowser } from '../stage/browser.ts'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

/** Of a user of this relay. */
function credentialsOf({ url, secret }: Coturn): { username: string; credential: string } {
  const source = createIceSource({ stunUrl: null, turn: { urls: [url], secret } }, systemClock)
  const [server] = source.serversFor({ call_id: 'another', relay: true }, 'guest').servers
  return { username: server?.username ?? '', credential: server?.credential ?? '' }
}

const opened: (() => unknown)[] = []
afterAll(async () => {
  for (const close of opened.reverse()) await close()
})

let trusting: Promise<Browser> | null = null
/** Takes the certificate of the relay, which no authority has signed. */
const trustingBrowser = () => {
  trusting ??= launchBrowser({ args: ['--ignore-certificate-errors'] }, 'whole').then((browser) => {
    afterTheRun(() => browser.close())
    return browser
  })
  return trusting
}

async function stageWith(env: Env, browser?: () => Promise<Browser>): Promise<DashboardStage> {
  const stage = await startDashboardStage(env, browser ?? (() => theBrowser('whole')))
  opened.push(stage.stop)
  return stage
}

async function features(stage: DashboardStage, email: string, options?: BrowserContextOptions): Promise<Page> {
  const widget_id = await stage.widgetOf(email, `Shop of ${email}`)
  return stage.openAs(email, paths.widget(widget_id, 'features'), options)
}

/** Has the browser try all ways. @returns their texts */
async function tryAll(page: Page, name = 'Test from this browser'): Promise<string[]> {
  await page.getByRole('button', { name }).click()
  await page.locator('.call-test [role=status]').waitFor({ timeout: 60_000 })
  return page.locator('.call-path').allTextContents()
}
const verdict = (page: Page) => page.locator('.call-test [role=status]').textContent()

describe.if(hasCoturn())('through a real coturn', () => {
  test('SETUP-8 SETUP-9 every way is tried with short credentials, works, and no secret is shown', async () => {
    // the SFU is on loopback here
    const coturn = await startCoturn({ changes: [['denied-peer-ip=127.0.0.0-127.255.255.255', '']] })
    opened.push(coturn.stop)
    const TURN_URL = [coturn.url, `${coturn.url}?transport=tcp`, coturn.tlsUrl].join(',')
    const env = { TURN_URL, TURN_SECRET: coturn.secret, CALLS_UDP_PORT: await freeUdpPort() }
    const stage = await stageWith(env, trustingBrowser)
    // the first account runs the server
    const ofAdministrator = await features(stage, 'anna@shop.example')
    const page = await features(stage, 'boris@shop.example')
    const rows = await tryAll(page)
    expect(rows).toHaveLength(6)
    for (const row of rows) expect(row).toMatch(/Works · [\d,]+ ms/)
    expect(await verdict(page)).toContain('Calls connect from here')
    expect(rows.join()).not.toContain('From the server')
    await eventually(async () => expect(await violations(page)).toEqual([]))
    const text = await page.content()
    for (const secret of [coturn.secret, 'credential', 'username']) expect(text).not.toContain(secret)
    // the server does not take the certificate, which its administrator reads beside what their browser found
    const [tls = ''] = (await tryAll(ofAdministrator)).filter((row) => row.includes('over TLS'))
    expect(tls).toContain('From the server: Browsers refuse the certificate')
    expect(tls).toContain('fullchain.pem')
    expect(stage.complaints).toEqual([])
  })

  test('SETUP-8 a wrong secret, a closed port and a full relay are told apart, in Russian too', async () => {
    const coturn = await startCoturn()
    const full = await startCoturn({ changes: [['total-quota=2000', 'total-quota=1']] })
    const closed = await Bun.udpSocket({ hostname: '127.0.0.1' })
    // takes the relay's only place, so that the browser never gets it
    const guest = await openTurnClient(readTurnUrl(full.url))
    await guest.allocate(credentialsOf(full))
    opened.push(coturn.stop, full.stop, guest.close, () => closed.close())
    const wrong = await stageWith({ TURN_URL: coturn.url, TURN_SECRET: 'another secret than the one of coturn' })
    const urls = [full.url, `turn:127.0.0.1:${closed.port}`]
    const others = await stageWith({ TURN_URL: urls.join(','), TURN_SECRET: full.secret })
    const page = await features(wrong, 'anna@shop.example', { locale: 'ru-RU' })
    const other = await features(others, 'anna@shop.example')
    const [refused, rows] = await Promise.all([tryAll(page, 'Проверить из этого браузера'), tryAll(other)])
    expect(refused.join()).toContain('Ретранслятор не принимает учётные данные. TURN_SECRET')
    const [first = '', second = ''] = rows.filter((row) => row.includes('turn:'))
    expect(first).toContain('The relay has no more room')
    expect(second).toContain(`open UDP port ${closed.port} of 127.0.0.1`)
    expect(rows.find((row) => row.includes('From the relay to your server'))).toMatch(/Doesn’t work.*denied-peer-ip/)
    expect(await verdict(other)).toContain('not from everywhere')
  })
})

test('SETUP-8 without a relay the test says what is missing, and where media goes', async () => {
  const stage = await stageWith({})
  const rows = await tryAll(await features(stage, 'anna@shop.example'))
  expect(rows).toHaveLength(3)
  expect(rows[0]).toMatch(/Media through your server.*Works/s)
  expect(rows[1]).toMatch(/STUN.*Not set up.*CALLS_UDP_PORT/s)
  expect(rows[2]).toMatch(/Relay.*Not set up.*TURN_URL/s)
})

test('SETUP-8 where the first connection to the SFU fails, another one counts', async () => {
  const stage = await stageWith({})
  const page = await features(stage, 'anna@shop.example')
  // the certificate is another than the offer says, so that the connection ends at once
  const spoil = async (route: Route) => {
    const answer = await route.fetch()
    const { paths } = (await answer.json()) as { paths: { offer: { sdp: string } } }
    paths.offer.sdp = paths.offer.sdp.replace(/(a=fingerprint:\S+) \S+/g, `$1 ${Array(32).fill('00').join(':')}`)
    await route.fulfill({ response: answer, json: { paths } })
  }
  await page.route('**/call-test', spoil, { times: 1 })
  const rows = await tryAll(page)
  expect(rows[0]).toMatch(/Media through your server.*Works/s)
  expect(stage.complaints).toEqual([])
})

test('SETUP-8 a firewall before the ports of the server has a finding for each port', async () => {
  const dropped = await Bun.udpSocket({ hostname: '127.0.0.1' })
  opened.push(() => dropped.close())
  const stage = await stageWith({ CALLS_UDP_PORT: await freeUdpPort() })
  const page = await features(stage, 'anna@shop.example')
  // stands for the firewall: the browser's packets go where nobody answers
  await page.route('**/call-test', async (route) => {
    const answer = await route.fetch()
    const { paths: given } = (await answer.json()) as { paths: { offer: { sdp: string }; stun: { url: string } } }
    given.offer.sdp = given.offer.sdp.replace(/(a=candidate:\S+ \d+ \w+ \d+ \S+) \d+/g, `$1 ${dropped.port}`)
    given.stun.url = `stun:127.0.0.1:${dropped.port}`
    await route.fulfill({ response: answer, json: { paths: given } })
  })
  const rows = await tryAll(page)
  expect(rows[0]).toMatch(/Media through your server.*Doesn’t work.*No UDP reached the chat server/s)
  expect(rows[1]).toMatch(/STUN.*Doesn’t work.*CALLS_UDP_PORT/s)
  expect(await verdict(page)).toContain('Calls don’t connect from here')
})
