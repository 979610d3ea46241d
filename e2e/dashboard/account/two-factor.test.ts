import { afterAll, beforeAll, expect, test } from 'bun:test'
import { devices, type Page } from 'playwright-core'
import { totpOf } from '../../../server/src/dashboard/accounts/testing/totp.ts'
import { eventually } from '../../stage/eventually.ts'
import { type DashboardStage, PASSWORD, startDashboardStage, violations } from '../dashboard-stage.ts'

let stage: DashboardStage
let page: Page
let secret = ''
const SHOTS = process.env.SHOTS
const shot = async (tab: Page, name: string) =>
  SHOTS && tab.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })

beforeAll(async () => {
  stage = await startDashboardStage()
  page = await stage.openAs('tina@shop.example', '/dashboard/account')
})
afterAll(() => stage.stop())

test('AUTH-1 an owner turns two-factor sign-in on with an app', async () => {
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  secret = ((await page.getByLabel('Key', { exact: true }).textContent()) ?? '').replaceAll(' ', '')
  await page.getByRole('img', { name: 'QR code with the key' }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'two-factor')
  await page.getByLabel('Code from the app').fill('000000')
  await page.getByRole('button', { name: 'Confirm and turn on' }).click()
  await page.getByText('Wrong code. Check that the clock').waitFor()
  await page.getByLabel('Code from the app').fill(totpOf(secret))
  await page.getByRole('button', { name: 'Confirm and turn on' }).click()
  await page.getByText('Two-factor sign-in is on').waitFor()
  await page.getByRole('button', { name: 'Turn off' }).waitFor()
})

test('AUTH-1 signing in asks for the code after the password, on a phone in Russian too', async () => {
  const phone = await stage.open('/dashboard', { ...devices['Pixel 7'], locale: 'ru-RU', colorScheme: 'dark' })
  await phone
    .getByLabel('Эл. почта')
    .or(phone.getByLabel('Email'))
    .or(phone.locator('[name=email]'))
    .first()
    .fill('tina@shop.example')
  await phone.locator('[name=password]').fill(PASSWORD)
  await phone.locator('[type=submit]').click()
  await phone.getByLabel('Код из приложения').waitFor()
  await eventually(async () => expect(await violations(phone)).toEqual([]))
  await shot(phone, 'second-factor')
  await phone.getByLabel('Код из приложения').fill(totpOf(secret))
  await phone.locator('[type=submit]').click()
  await phone.getByRole('navigation').first().waitFor()
})

test('AUTH-4 recovery codes are counted, renewed with the password, and downloaded', async () => {
  await page.getByText('Recovery codes left: 10.').waitFor()
  await page.getByRole('button', { name: 'New recovery codes' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
  const codes = (await page.getByLabel('Recovery codes', { exact: true }).textContent()) ?? ''
  const downloaded = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  expect(await Bun.file(await (await downloaded).path()).text()).toContain(codes)
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'recovery-codes')
  await page.getByRole('button', { name: 'I have saved them' }).click()
  await page.getByText('Recovery codes left: 10.').waitFor()
})

test('AUTH-2 the account page lists the sessions, and ends one', async () => {
  await page.reload()
  await page.getByText('(this browser)').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'sessions')
  await page
    .getByRole('button', { name: /^End the session/ })
    .first()
    .click()
  await page.getByText('Ended', { exact: true }).waitFor()
  await eventually(async () => expect(await page.getByRole('button', { name: /^End the session/ }).count()).toBe(0))
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
