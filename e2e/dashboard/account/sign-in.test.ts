import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { devices, type Page } from 'playwright-core'
import { signInCodes } from '../../../dashboard/src/screens/site-sign-in/codes.ts'
import { startSmtp, type TestSmtp } from '../../../server/src/mail/testing/smtp.ts'
import { eventually } from '../../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from '../dashboard-stage.ts'

/** The site's admin: the page that the dashboard's code makes, for the person that the address names. */
interface SiteAdmin {
  url: string
  /** Puts in the code and the key, as the site's developer would. */
  install(widgetId: number, key: string): Promise<void>
  stop(): Promise<void>
}

let smtp: TestSmtp
let stage: DashboardStage
let admin: SiteAdmin
let widgetId: number
let owner: Page
const SHOTS = process.env.SHOTS
const shot = async (page: Page, name: string) =>
  SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
const phone = { ...devices['Pixel 7'], locale: 'ru-RU', colorScheme: 'dark' } as const

beforeAll(async () => {
  smtp = await startSmtp()
  stage = await startDashboardStage({ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: 'chat@shop.example' })
  admin = siteAdmin()
  widgetId = await stage.widgetOf('olga@shop.example', 'Shop')
})
afterAll(async () => {
  await stage.stop()
  await admin.stop()
  await smtp.stop()
})

function siteAdmin(): SiteAdmin {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-admin-'))
  let page: ((user: object) => string) | null = null
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const role = new URL(request.url).searchParams.get('role') ?? 'moderator'
      const html = page?.({ id: 42, name: 'Anna', role }) ?? 'no key yet'
      return new Response(html, {
        headers: { 'content-type': 'text/html', 'referrer-policy': 'origin', 'cache-control': 'no-store' },
      })
    },
  })
  const url = `http://127.0.0.1:${server.port}/admin`
  return {
    url,
    async install(widget, key) {
      const code = signInCodes.find(({ id }) => id === 'node')
      const { url: chat } = stage.server
      const values = { widget_id: widget, action: `${chat}/dashboard/from-site`, audience: chat, back_to: url }
      const file = join(folder, 'imbachat-dashboard.mjs')
      writeFileSync(file, code?.code(values) ?? '')
      process.env.IMBACHAT_SIGN_IN_KEY = key
      page = ((await import(file)) as { signInPage: typeof page }).signInPage
    },
    async stop() {
      await server.stop(true)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const section = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

test('AUTH-5 an owner who forgot the password sets a new one by mail', async () => {
  const page = await stage.open('/dashboard', phone)
  await page.getByRole('link', { name: 'Забыли пароль?' }).click()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'forgot-ru-phone')
  await page.getByLabel('Почта').fill('olga@shop.example')
  await page.getByRole('button', { name: 'Прислать ссылку' }).click()
  await page.getByRole('heading', { name: 'Проверьте почту' }).waitFor()
  await shot(page, 'forgot-sent-ru-phone')
  const { text, to } = await smtp.nth(1)
  expect(to).toEqual(['olga@shop.example'])
  const link = new URL(/https?:\S+/.exec(text)?.[0] ?? '')
  expect([link.pathname, link.search]).toEqual(['/dashboard/reset', ''])

  await page.goto(link.href)
  await page.getByLabel('Новый пароль').fill('four other words here')
  await shot(page, 'reset-ru-phone')
  await page.getByRole('button', { name: 'Сохранить пароль' }).click()
  await page.getByLabel('Почта').fill('olga@shop.example')
  await page.getByLabel('Пароль').fill('four other words here')
  await page.getByRole('button', { name: 'Войти' }).click()
  await page.getByRole('link', { name: /Shop/ }).waitFor()
  expect((await smtp.nth(2)).text).toContain('только что изменили')
})

test('MAIL-4 the administrator of the server sends a test mail from the overview', async () => {
  const page = await stage.open('/dashboard')
  await page.getByLabel('Email').fill('olga@shop.example')
  await page.getByLabel('Password').fill('four other words here')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByRole('link', { name: 'Server' }).click()
  await page.getByRole('button', { name: 'Send a test email' }).click()
  await page.getByText('The mail server accepted the email to olga@shop.example').waitFor()
  await shot(page, 'server-mail')
  expect((await smtp.nth(3)).to).toEqual(['olga@shop.example'])
})

test("ENTER-1 a moderator gets from the site's admin into the dashboard, and back", async () => {
  owner = await stage.openAs('ivan@shop.example', '/dashboard')
  widgetId = await stage.widgetOf('ivan@shop.example', 'Shop of Ivan')
  await owner.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/team`)
  await owner.getByLabel('Addresses of your admin').fill(admin.url)
  await shot(owner, 'site-sign-in-off')
  await owner.getByRole('button', { name: 'Turn on' }).click()
  const key = (await owner.getByLabel('Sign-in key', { exact: true }).textContent()) ?? ''
  await owner.getByText('Nobody has signed in yet').waitFor()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'site-sign-in-on')
  await admin.install(widgetId, key)

  const page = await stage.open('/dashboard')
  await page.goto(admin.url)
  await page.getByRole('heading', { name: 'Sign in to Shop of Ivan' }).waitFor()
  await page.getByText('signs you in as Anna').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'enter-asks-signed-out')
  // a person without an account can judge where they came from, and gets back there
  const { host } = new URL(admin.url)
  await page.getByText(`Continue only if you came here from ${host}`).waitFor()
  await eventually(async () =>
    expect(await page.getByRole('link', { name: `Back to ${host}` }).getAttribute('href')).toBe(admin.url),
  )
  await page.getByRole('button', { name: 'Continue' }).click()
  await section(page, 'Moderation').waitFor()
  expect(new URL(page.url()).pathname).toBe(`/dashboard/widgets/${widgetId}`)
  expect([await section(page, 'Keys').count(), await section(page, 'Install').count()]).toEqual([0, 0])
  await section(page, 'Team').click()
  await page.getByRole('listitem').filter({ hasText: 'ivan@shop.example' }).waitFor()
  await eventually(async () => expect(await page.getByRole('button', { name: 'Create link' }).count()).toBe(0))
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'from-site')
  const back = page.getByRole('link', { name: `Back to ${host}` })
  await eventually(async () => expect(await back.getAttribute('href')).toBe(admin.url))
  await page.setViewportSize({ width: 375, height: 720 })
  await shot(page, 'from-site-phone')
  await eventually(async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375),
  )
})

test('ENTER-1 a browser that has a session is asked before another takes its place', async () => {
  await owner.goto(admin.url)
  await owner.getByText('You are signed in here as ivan@shop.example').waitFor()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'enter-asks')
  // the address is longer than a button, and stays in the card
  await owner.setViewportSize({ width: 320, height: 720 })
  const outside = () =>
    owner.locator('.auth-card').evaluate((card) => {
      const edge = Math.min(card.getBoundingClientRect().right, innerWidth)
      return [...card.querySelectorAll('*')].filter((part) => part.getBoundingClientRect().right > edge).length
    })
  await eventually(async () => expect(await outside()).toBe(0))
  await owner.setViewportSize({ width: 1280, height: 800 })
  await owner.getByRole('link', { name: 'Stay signed in as ivan@shop.example' }).click()
  await owner.getByRole('button', { name: 'Account menu' }).click()
  await owner.getByRole('link', { name: 'Account' }).waitFor()
  await owner.goto(admin.url)
  await owner.getByRole('button', { name: 'Continue' }).click()
  await section(owner, 'Moderation').waitFor()
  await owner.getByRole('button', { name: 'Account menu' }).click()
  await owner.getByRole('button', { name: 'Sign out' }).waitFor()
  expect(await owner.getByRole('link', { name: 'Account' }).count()).toBe(0)
})

test('ENTER-2 a refused sign-in says why, to the person and to the developer of the site', async () => {
  const page = await stage.open('/dashboard', phone)
  await page.goto(`${admin.url}?role=admin`)
  await page.getByRole('heading', { name: 'Войти не удалось' }).waitFor()
  await page.getByText('Токен просит роль выше').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'enter-refused-ru-phone')
})

test('pages complained about nothing', () => {
  expect(stage.complaints).toEqual([])
})
