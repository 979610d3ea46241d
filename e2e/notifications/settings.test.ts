import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { startSmtp, type TestSmtp } from '../../server/src/mail/testing/smtp.ts'
import { type DashboardStage, startDashboardStage, violations } from '../dashboard/dashboard-stage.ts'
import { eventually } from '../stage/eventually.ts'

let smtp: TestSmtp
let stage: DashboardStage
let widgetId: number
let owner: Page

beforeAll(async () => {
  smtp = await startSmtp()
  stage = await startDashboardStage({ SMTP_URL: `smtp://127.0.0.1:${smtp.port}`, MAIL_FROM: 'chat@shop.example' })
  widgetId = await stage.widgetOf('olga@shop.example', 'Shop')
  owner = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/notifications`)
})
afterAll(async () => {
  await stage.stop()
  await smtp.stop()
})

const settings = async () => (await stage.server.app.widgets.find(widgetId))?.settings

test('an owner turns mails to users on by keyboard, is told which field is wrong, and the rest is kept', async () => {
  const isOn = owner.getByRole('switch', { name: 'Email about unread messages' })
  await isOn.focus()
  await owner.keyboard.press('Space')
  await owner.getByLabel('Minutes until the email').fill('25')
  await owner.getByLabel('Quiet hours').fill('from ten')
  await owner.getByRole('button', { name: 'Save' }).click()
  await eventually(async () => expect(await owner.getByLabel('Quiet hours').getAttribute('aria-invalid')).toBe('true'))
  expect((await settings())?.mail).toBe(false)
  await owner.getByLabel('Quiet hours').fill('22:00-08:00')
  await owner.getByRole('button', { name: 'Save' }).click()
  await eventually(async () =>
    expect(await settings()).toMatchObject({ mail: true, mail_minutes: 25, mail_quiet_hours: '22:00-08:00' }),
  )
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await owner.reload()
  await eventually(async () => expect(await owner.getByLabel('Minutes until the email').inputValue()).toBe('25'))
})

test('MAIL-13 the preview shows each mail in the chosen language, and a test of it reaches the owner', async () => {
  const preview = owner.getByRole('region', { name: 'Preview' })
  await preview.getByLabel('Language').selectOption('ru')
  await preview.getByLabel('Email', { exact: true }).selectOption({ label: 'One chat' })
  const mail = owner.frameLocator('iframe.mail-preview-frame')
  await mail.locator('html[lang=ru]').waitFor({ state: 'attached' })
  await preview.getByRole('button', { name: 'Send to me' }).click()
  const sent = await smtp.nth(1)
  expect(sent.to).toEqual(['olga@shop.example'])
  expect(sent.text).toMatch(/[а-я]{4}/)
  await preview.getByRole('status').waitFor()
  smtp.refuse('no such mailbox')
  await preview.getByRole('button', { name: 'Send to me' }).click()
  await preview.getByText('no such mailbox').waitFor()
  smtp.refuse(null)
  expect(stage.complaints).toEqual([])
})
