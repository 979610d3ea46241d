import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { freePort } from '../../../server/src/testing/free-port.ts'
import { eventually, PATIENCE_MS } from '../../stage/eventually.ts'
import { type DashboardStage, PASSWORD, startDashboardStage, violations } from '../dashboard-stage.ts'

let stage: DashboardStage

beforeAll(async () => {
  stage = await startDashboardStage()
})
afterAll(() => stage?.stop())

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const code = async (page: Page, name: string) => {
  const block = page.getByRole('region', { name, exact: true }).locator('code')
  await block.waitFor()
  return (await block.textContent()) ?? ''
}

/** From the link that the server prints at its first start to the set-up of the first widget. */
async function newcomer(site: string): Promise<Page> {
  const page = await stage.open('/dashboard')
  await page.goto((await stage.server.app.accounts.setupLink()) ?? '')
  await page.getByLabel('Email', { exact: true }).fill('new@shop.example')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await button(page, 'Create account').click()
  await page.getByRole('link', { name: 'Create a widget' }).click()
  await page.getByLabel('Name', { exact: true }).fill('My shop')
  await page.getByLabel('Site address', { exact: true }).fill(site)
  await button(page, 'Create widget').click()
  await page.getByText('What is your site built with?').waitFor()
  return page
}

test.skipIf(Bun.which('php') === null)(
  'SETUP-7 a newcomer comes from the first start to two people who talk on a site in PHP with 30 pasted lines',
  async () => {
    const port = freePort()
    const site = `http://127.0.0.1:${port}`
    const folder = mkdtempSync(join(tmpdir(), 'first-hour-'))
    const php = Bun.spawn(['php', '-S', `127.0.0.1:${port}`, '-t', folder], {
      env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
      stdout: 'ignore',
      stderr: 'ignore',
    })
    try {
      const page = await newcomer(site)
      await page.getByRole('radio', { name: 'PHP' }).check()
      await button(page, 'Continue').click()
      await button(page, 'Show: Secret key').click()
      await button(page, 'Hide: Secret key').waitFor()
      const sign = await code(page, 'imbachat.php')
      const embed = await code(page, 'Page, PHP')
      const talk = await code(page, 'The button')
      await button(page, 'Continue').click()
      for (const name of ['API login', 'API password']) {
        await button(page, `Show: ${name}`).click()
        await button(page, `Hide: ${name}`).waitFor()
      }
      const users = await code(page, 'imbachat-users.php')
      const pasted = [sign, embed, talk, users].flatMap((text) => text.trim().split('\n'))
      expect(pasted.length).toBeLessThanOrEqual(30)

      // what the site has of its own: sign-in, a page of a person, its users
      const own = `<?php session_start(); if (isset($_GET['as'])) $_SESSION['user_id'] = $_GET['as'];
$person_id = $_GET['person'] ?? '1'; ?><!doctype html><html lang="en"><head><title>Shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><h1>Shop</h1>`
      const finds = `<?php function find_users($ids) { $names = ['1' => 'Olga', '2' => 'Pavel']; $found = [];
foreach ($ids as $id) if (isset($names[$id]))
  $found[] = ['id' => $id, 'name' => $names[$id], 'avatar_url' => null, 'profile_url' => null];
return $found; }`
      const files = {
        'imbachat.php': sign,
        'index.php': `${own}\n${talk}\n${embed}`,
        'imbachat-users.php': users,
        'find-users.php': finds,
      }
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)

      await page.getByLabel('Users info URL', { exact: true }).fill(`${site}/imbachat-users.php`)
      await button(page, 'Save').first().click()
      // exactly: “Unsaved changes” stands there before
      await page.getByText('Saved', { exact: true }).waitFor()
      // an address alone is not done: it may be wrong
      const people = page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: 'Names and avatars' })
      expect(await people.textContent()).not.toContain('(done)')
      await page.getByLabel('User ID', { exact: true }).first().fill('1')
      await button(page, 'Run test').click()
      await page.getByText('It works').waitFor()
      await people.getByText('(done)').waitFor({ state: 'attached' })
      await button(page, 'Continue').click()

      await page.getByLabel('Address of the page').fill(`${site}/?as=1`)
      await button(page, 'Check').click()
      await page.getByText('Nothing is missing').waitFor()

      const [olga, pavel] = [await stage.open('/api/health'), await stage.open('/api/health')]
      await olga.goto(`${site}/?as=1&person=2`)
      await pavel.goto(`${site}/?as=2&person=1`)
      const chatOf = (tab: Page) => tab.locator('iframe').contentFrame()
      await button(olga, 'Send a message').click()
      await chatOf(olga).getByRole('textbox', { name: 'Message' }).fill('Is the lamp still there?')
      await olga.keyboard.press('Enter')
      await button(pavel, 'Send a message').click()
      await chatOf(pavel).getByText('Is the lamp still there?').first().waitFor()
      await chatOf(pavel).getByRole('textbox', { name: 'Message' }).fill('It is')
      await pavel.keyboard.press('Enter')
      await chatOf(olga).getByText('It is', { exact: true }).first().waitFor()
      await chatOf(olga).getByRole('heading', { name: 'Pavel' }).waitFor()
      await page.getByText('Your chat works').waitFor()
    } finally {
      php.kill()
      await php.exited
      rmSync(folder, { recursive: true, force: true })
    }
  },
)

test('SETUP-4 two test users talk in two windows of one browser before the site has any, and are removed', async () => {
  const widget = await stage.widgetOf('owner@shop.example', 'Quiet shop')
  const page = await stage.openAs('owner@shop.example', `/dashboard/widgets/${widget}/install?kind=php&step=check`)
  const card = page.getByRole('region', { name: 'Try it with two test users' })
  await button(page, 'Create two test users').click()
  const windowOf = async (name: string) => {
    const opened = page.context().waitForEvent('page')
    await card.getByRole('link', { name: `Open as ${name}` }).click()
    const tab = await opened
    // the window gets its token by a message
    expect(tab.url()).not.toContain('token')
    tab.setDefaultTimeout(PATIENCE_MS)
    return tab
  }
  const anna = await windowOf('Anna')
  await anna.getByRole('textbox', { name: 'Message' }).fill('Hello, Max')
  await anna.keyboard.press('Enter')
  await card.getByText(/^First message/).waitFor()
  const max = await windowOf('Max')
  await max.getByText('Hello, Max').first().waitFor()
  expect(new URL(max.url()).hash).toBe('')
  await max.getByRole('textbox', { name: 'Message' }).fill('Hello, Anna')
  await max.keyboard.press('Enter')
  await anna.getByText('Hello, Anna').first().waitFor()
  await card.getByText('Two people talk').waitFor()
  await eventually(async () => expect(await card.getByText(/^First message/).count()).toBe(2))
  await eventually(async () => expect(await violations(page)).toEqual([]))

  await card.getByRole('button', { name: 'Remove test users' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove test users' }).click()
  await card.getByRole('button', { name: 'Create two test users' }).waitFor()
  await eventually(async () => expect(await card.getByText('are being removed').count()).toBe(0), 60_000)
  expect(stage.complaints).toEqual([])
})
