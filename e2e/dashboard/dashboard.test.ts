import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { theBrowser } from '../stage/browser.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { type DashboardServer, startDashboardServer } from './dashboard-server.ts'
import { violations } from './dashboard-stage.ts'

const EMAIL = 'owner@shop.example'
const PASSWORD = 'four unrelated words here'

let server: DashboardServer
let browser: Browser
/** the browser in which the account was made */
let owner: BrowserContext
let page: Page
/** what the pages complained about: a broken CSP, a script that threw */
const complaints: string[] = []

beforeAll(async () => {
  server = await startDashboardServer()
  browser = await theBrowser()
  owner = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' })
  page = await owner.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  watch(page)
})

afterAll(async () => {
  await owner?.close()
  await server?.stop()
})

function watch(tab: Page): void {
  tab.on('pageerror', (error) => complaints.push(String(error)))
  tab.on('console', (message) => {
    // Refusals that the tests provoke are logged by the browser as failed loads.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text())
    }
  })
}

type Within = Pick<Page | Locator, 'getByRole' | 'locator'>
const field = (name: string, tab = page) => tab.getByLabel(name, { exact: true })
const button = (name: string, within: Within = page) => within.getByRole('button', { name, exact: true })
const openTab = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

/** There is nothing left to save. `aria-disabled` would say only that the answer is awaited. */
const saved = (within: Within = page) =>
  within.locator('button[aria-disabled=true]:not([aria-busy=true])', { hasText: /^Save$/ }).waitFor()
/** one card of a screen */
const card = (name: string) => page.getByRole('region', { name, exact: true })

describe('the dashboard', () => {
  test('before the first account, a visitor finds no way in, only the hint at the setup link', async () => {
    await page.goto(`${server.url}/dashboard`)
    await page.getByText('This server has no account yet').waitFor()
    await eventually(async () => expect(await field('Password').count()).toBe(0))

    await page.goto(`${server.url}/dashboard/setup#guessed-token`)
    await field('Email').fill(EMAIL)
    await field('Password').fill(PASSWORD)
    await button('Create account').click()
    await page.getByText('This link has expired').waitFor()
  })

  test('SITE-11 a token behind #/ of an old link is dropped on the way to the sign-in', async () => {
    const visitor = await owner.newPage()
    await visitor.goto(`${server.url}/#/7/auth/AN-OLD-TOKEN`)
    await visitor.waitForURL(`${server.url}/dashboard`)
    await visitor.close()
  })

  test('the one-time link makes the first account, and a short password is refused beside its field', async () => {
    await page.goto((await server.app.accounts.setupLink()) ?? '')
    await page.getByText('This link has expired').waitFor({ state: 'detached' })
    await field('Email').fill(EMAIL)
    await field('Password').fill('short')
    await button('Create account').click()
    await page.getByText('Must have at least 10 characters', { exact: true }).waitFor()
    await eventually(async () => expect(await field('Password').getAttribute('aria-invalid')).toBe('true'))
    await eventually(async () =>
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('password'),
    )

    await field('Password').fill(PASSWORD)
    await button('Create account').click()
    await page.getByText('Add chat to your site in three steps').waitFor()
    expect(page.url()).toBe(`${server.url}/dashboard`)
  })

  test('an empty list leads to the first widget, and the widget to its snippet', async () => {
    await page.getByRole('link', { name: 'Create a widget' }).click()
    await field('Name').fill('My shop')
    await field('Site address').fill('ftp://shop.example')
    await button('Create widget').click()
    await page.getByText('Must begin with https:// or http://', { exact: false }).waitFor()

    await field('Site address').fill('shop.example/catalog')
    await button('Create widget').click()
    await page.locator('.widget-button', { hasText: 'My shop' }).waitFor()
    const [widget] = (await server.app.store.readDb.selectFrom('widget').selectAll().execute()) ?? []
    expect(JSON.parse(widget?.origins ?? '')).toEqual(['https://shop.example'])
    await page.getByRole('radio', { name: 'PHP' }).check()
    await button('Continue').click()
    await eventually(async () =>
      expect(await page.getByRole('region', { name: 'Page, PHP' }).textContent()).toContain(
        `<script src="${server.url}/imbachat/v1/${widget?.id}/widget" async onload="ImbaChat.load(`,
      ),
    )
  })

  test('the signing code has a placeholder until the key is asked for, and then signs tokens that are accepted', async () => {
    await page.getByRole('button', { name: /^Your site/ }).click()
    await page.getByRole('radio', { name: 'PHP' }).focus()
    await page.keyboard.press('ArrowDown')
    await button('Chat on the page').click()
    const code = page.getByRole('region', { name: 'imbachat.mjs' })
    await eventually(async () => expect(await code.textContent()).toContain('YOUR_SECRET_KEY'))

    await button('Show: Secret key').click()
    await button('Hide: Secret key').waitFor()
    const script = `${await code.textContent()}\nconsole.log(getJWT('42', IMBACHAT_SECRET_KEY, 3600))`
    expect(script).not.toContain('YOUR_SECRET_KEY')
    const token = spawnSync('node', ['--input-type=module'], { input: script, encoding: 'utf8' }).stdout.trim()

    await page.getByText('For signed-out visitors', { exact: true }).first().click()
    const signedOut = page.getByRole('region', { name: 'For signed-out visitors' })
    await eventually(async () => expect(await signedOut.textContent()).toContain('ImbaChat.load()'))
    await button('Continue').click()
    const usersInfo = page.getByRole('region', { name: 'imbachat-users.mjs' })
    await eventually(async () => expect(await usersInfo.textContent()).toContain('YOUR_API_PASSWORD'))
    await button('Show: API password').click()
    await button('Hide: API password').waitFor()
    await eventually(async () => expect(await usersInfo.textContent()).not.toContain('YOUR_API_PASSWORD'))
    await button('Hide: API password').click()

    await openTab('Token check')
    await field('Token').fill(token)
    await button('Check').click()
    await page.getByText('This token is valid').waitFor()

    await field('Token').fill(`${token.slice(0, -4)}AAAA`)
    await button('Check').click()
    await page.getByText('This token is rejected').waitFor()
    await eventually(async () =>
      expect(await page.getByRole('listitem').filter({ hasText: 'Signature' }).textContent()).toContain('(failed)'),
    )
  })

  test('keys are shown when asked, rotated with two live, and the old one is retired', async () => {
    await openTab('Keys')
    const card = page.getByRole('region', { name: 'Secret key' })
    const values = card.locator('output')
    // Shown since the tab before.
    await values.first().waitFor()
    const [before] = await values.allTextContents()
    await button('Hide: Secret key').click()
    await eventually(async () => expect(await values.count()).toBe(0))
    await button('Show: Secret key').click()
    await values.first().waitFor()
    // one at a time
    await eventually(async () =>
      expect(await page.getByRole('region', { name: 'API password' }).locator('output').count()).toBe(0),
    )

    await card.getByRole('button', { name: 'Rotate: Secret key' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click()
    await card.getByText('Two keys are active', { exact: false }).waitFor()
    await eventually(async () => expect(await values.count()).toBe(2))
    const [current, previous] = await values.allTextContents()
    expect(previous).toBe(before)
    expect(current).not.toBe(before)

    await card.getByRole('button', { name: 'Retire previous' }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await eventually(async () => expect(await values.count()).toBe(2))
    await card.getByRole('button', { name: 'Retire previous' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Retire previous' }).click()
    await card.getByText('Two keys are active', { exact: false }).waitFor({ state: 'detached' })
    await eventually(async () => expect(await values.allTextContents()).toEqual([current ?? '']))
  })

  test('the connection test of an unsaved address shows the problem, its first bytes, or the user', async () => {
    await openTab('Site')
    await field('Users info URL').fill(`${server.siteUrl}/html`)
    await field('User ID').fill('1')
    await button('Run test').click()
    await page.getByText('This is a web page').waitFor()
    await page.getByText('<h1>Please sign in</h1>').waitFor()

    await field('Users info URL').fill(`${server.siteUrl}/users`)
    await button('Run test').click()
    await page.getByText('It works').waitFor()
    const user = page.getByRole('figure', { name: 'How this user appears in the chat' })
    await eventually(async () => expect(await user.textContent()).toContain('Анна Белова'))
    await eventually(async () => expect(await user.textContent()).toContain('АБ'))

    await button('Save', card('Names and avatars')).click()
    await saved(card('Names and avatars'))
    await field('User ID').fill('777')
    await button('Run test').click()
    await page.getByText('The response does not include user 777.').waitFor()
    await eventually(async () => expect(await page.getByText('It works').count()).toBe(0))
  })

  test('people search and friends have separate addresses, each with its test', async () => {
    const people = card('Finding people')
    await field('People search URL').fill(`${server.siteUrl}/users`)
    await field('Text to search for').fill('ann')
    await button('Test search').click()
    await page.getByText('Must have {query}, such as https://shop.example/api/{query}').waitFor()
    await field('People search URL').fill(`${server.siteUrl}/users?user_ids={query}`)
    await field('Text to search for').fill('1')
    await button('Test search').click()
    await page.getByRole('figure', { name: 'How this user appears in the chat' }).last().waitFor()
    await field('Friends URL').fill(`${server.siteUrl}/users?user_ids=777&of={user_id}`)
    await people.getByLabel('User ID', { exact: true }).fill('1')
    await button('Test friends').click()
    await page.getByText('The response is an empty list.').waitFor()
    await button('Save', people).click()
    await saved(people)
    await page.reload()
    await eventually(async () =>
      expect(await field('People search URL').inputValue()).toBe(`${server.siteUrl}/users?user_ids={query}`),
    )
    await field('Friends URL').fill('')
    await button('Save', people).click()
    await saved(people)
  })

  test('sites are added and removed, and a site that is there already is not added twice', async () => {
    const list = page.getByRole('region', { name: 'Allowed sites' })
    await field('Add a site').fill('https://shop.example/')
    await button('Add').click()
    await list.getByText('This site is already in the list').waitFor()
    await field('Add a site').fill('https://*.shop.example')
    await button('Add').click()
    await list.getByText('https://*.shop.example', { exact: true }).nth(1).waitFor()
    await button('Remove https://shop.example').click()
    await button('Remove https://shop.example').waitFor({ state: 'detached' })
    const [widget] = await server.app.store.readDb.selectFrom('widget').select('origins').execute()
    expect(JSON.parse(widget?.origins ?? '')).toEqual(['https://*.shop.example'])
  })

  test('settings are saved whole, and a limit that is out of bounds is refused at its field', async () => {
    await openTab('Appearance')
    await field('Theme').selectOption('dark')
    await button('Save').click()
    await saved()
    await page.reload()
    await eventually(async () => expect(await field('Theme').inputValue()).toBe('dark'))
    await openTab('Features')
    await field('Maximum message length, characters').fill('0')
    await button('Save').click()
    await page.locator('[name="settings.message_max_chars"][aria-invalid=true]').waitFor()
    await page.getByText('Must be 1 or more').waitFor()
    await field('Maximum message length, characters').fill('30000')
    await button('Save').click()
    await page.getByText('Must be 20,000 or less').waitFor()
    await field('Maximum message length, characters').fill('500')
    await button('Save').click()
    await saved()
    await page.reload()
    await eventually(async () => expect(await field('Maximum message length, characters').inputValue()).toBe('500'))
  })

  test('a search shows the settings whose name or explanation has the words, and stands in the address', async () => {
    await page.getByLabel('Find a setting').fill('directory')
    await field('Maximum message length, characters').waitFor({ state: 'detached' })
    expect(new URL(page.url()).search).toBe('?q=directory')
    await page.getByLabel('Find a setting').fill('no such thing')
    await page.getByText('No setting matches.').waitFor()
    await page.getByLabel('Find a setting').fill('')
    await field('Maximum message length, characters').waitFor()
  })

  test('a preset and the defaults change the preview at once, and nothing is saved until Save', async () => {
    await openTab('Appearance')
    await button('Violet').click()
    await eventually(async () => expect(await field('Accent color').inputValue()).toBe('#6d28d9'))
    await field('Own messages').fill('#112233')
    const bubble = page.frameLocator('.preview-frame').frameLocator('iframe').locator('.own .bubble').first()
    await eventually(async () =>
      expect(await bubble.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe('rgb(17, 34, 51)'),
    )
    await button('Restore defaults').click()
    await eventually(async () => expect(await field('Own messages').inputValue()).toBe(''))
    await button('Discard').click()
    await eventually(async () => expect(await field('Accent color').inputValue()).toBe(''))
  })

  test('PAGE-14 the branding card shows what an accent does to text, refuses other words, and saves', async () => {
    await field('Accent color').fill('#ffd40')
    await button('Save').click()
    await page.getByText('Must be a color such as #0f766e').waitFor()
    await field('Accent color').fill('#ffd400')
    await page.getByText(/Text on this color is black, contrast 14\.\d:1\./).waitFor()
    await page.getByText(/Links and marks use #[0-9a-f]{6}/).waitFor()
    await page.locator('[name="settings.launcher_text"]').fill('Ask us')
    await page.getByRole('radio', { name: 'Heart' }).check()
    await page.locator('[name="settings.radius"]').fill('6')
    const launcher = page.frameLocator('.preview-frame').getByRole('button', { name: 'Close chat' })
    await eventually(async () =>
      expect(await launcher.evaluate((button) => getComputedStyle(button).backgroundColor)).toBe('rgb(255, 212, 0)'),
    )
    await button('Save').click()
    await saved()
    await page.reload()
    await eventually(async () => expect(await field('Accent color').inputValue()).toBe('#ffd400'))
    await eventually(async () => expect(await page.locator('[name="settings.radius"]').inputValue()).toBe('6'))
  })

  test('unsaved changes outlive a switch of tabs, mark their tab, hold the page, and can be discarded', async () => {
    await openTab('Features')
    await field('Name').fill('A draft')
    await openTab('Keys')
    await page.getByRole('link', { name: 'Features Unsaved changes' }).click()
    await eventually(async () => expect(await field('Name').inputValue()).toBe('A draft'))
    const asked = new Promise<string>((resolve) =>
      page.once('dialog', (dialog) => {
        resolve(dialog.type())
        void dialog.dismiss()
      }),
    )
    void page.close({ runBeforeUnload: true })
    expect(await asked).toBe('beforeunload')

    await button('Discard').click()
    await eventually(async () => expect(await field('Name').inputValue()).toBe('My shop'))
    await page.getByRole('link', { name: 'Features', exact: true }).waitFor()
    await eventually(async () => expect(await button('Save').isDisabled()).toBe(true))
  })

  test('an address that the connection test refuses is marked at the address, not at the user ID', async () => {
    await openTab('Site')
    const saved = await field('Users info URL').inputValue()
    await field('Users info URL').fill('ftp://shop.example')
    await field('User ID').fill('1')
    await button('Run test').click()
    await page.locator('[name=users_info_url][aria-invalid=true]').waitFor()
    await eventually(async () => expect(await field('User ID').getAttribute('aria-invalid')).toBe('false'))
    await button('Discard').click()
    await eventually(async () => expect(await field('Users info URL').inputValue()).toBe(saved))
    await openTab('Features')
  })

  test('when the session ends under an open form, signing in again keeps what was typed', async () => {
    await field('Name').fill('Renamed shop')
    await owner.clearCookies()
    await button('Save').click()
    const dialog = page.getByRole('dialog', { name: 'Your session has expired' })
    await dialog.getByLabel('Password').fill('wrong password')
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByText('Wrong email or password.').waitFor()
    await page.keyboard.press('Escape')
    await dialog.getByLabel('Password').fill(PASSWORD)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'detached' })
    await eventually(async () => expect(await field('Name').inputValue()).toBe('Renamed shop'))
    await button('Save').click()
    await page.locator('.widget-button', { hasText: 'Renamed shop' }).waitFor()
  })

  test('copying works where the browser gives no clipboard', async () => {
    await openTab('Install')
    await page.getByRole('button', { name: /^Your site/ }).click()
    await page.getByRole('radio', { name: 'OpenCart' }).check()
    await button('Continue').click()
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      document.addEventListener('copy', () => {
        document.documentElement.dataset.copied = (document.activeElement as HTMLTextAreaElement).value
      })
    })
    await button('Copy: DEV_ID').click()
    await page.getByText('Copied: DEV_ID').waitFor()
    const devId = await page.getByRole('status', { name: 'DEV_ID' }).textContent()
    await eventually(async () => expect(await page.locator('html').getAttribute('data-copied')).toBe(devId))
  })

  test('the language and the theme are stored in the browser, and nothing else is', async () => {
    await button('Account menu').click()
    await field('Dashboard language').selectOption('ru')
    await page.getByRole('link', { name: 'Ключи' }).waitFor()
    await button('Тёмная').click()
    await page.reload()
    await page.getByRole('link', { name: 'Ключи' }).waitFor()
    await eventually(async () =>
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark'),
    )
    await eventually(async () =>
      expect(await page.evaluate(() => Object.keys(localStorage).sort())).toEqual([
        'imbachat.dashboard.language',
        'imbachat.dashboard.theme',
      ]),
    )
    await button('Меню аккаунта').click()
    await button('Как в системе').click()
    await field('Язык кабинета').selectOption('en')
    await page.keyboard.press('Escape')
  })

  test.each(['light', 'dark'] as const)('the sign-in form is easy to read and to reach (%s)', async (colorScheme) => {
    // axe puts itself into the page, which the policy of the dashboard forbids.
    const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce', bypassCSP: true, locale: 'en-US' })
    try {
      const tab = await context.newPage()
      await tab.goto(`${server.url}/dashboard`)
      await field('Password', tab).waitFor()
      await eventually(async () => expect(await violations(tab)).toEqual([]))
    } finally {
      await context.close()
    }
  })

  test('signing out ends at the sign-in form, and the address of a widget asks to sign in first', async () => {
    const { pathname } = new URL(page.url())
    await button('Account menu').click()
    await button('Sign out').click()
    await field('Password').waitFor()
    await page.goto(server.url + pathname)
    await field('Email').fill(EMAIL)
    await field('Password').fill(PASSWORD)
    await button('Sign in').click()
    await page.locator('.widget-button', { hasText: 'Renamed shop' }).waitFor()
    expect(new URL(page.url()).pathname).toBe(pathname)
  })

  test('a widget is deleted after its name is typed, and what goes is listed', async () => {
    const [widget] = await server.app.store.readDb.selectFrom('widget').select('id').execute()
    await openTab('Features')
    await button('Delete widget').click()
    const dialog = page.getByRole('dialog', { name: 'Delete “Renamed shop”?' })
    await dialog.getByText('Messages: 0').waitFor()
    const act = dialog.getByRole('button', { name: 'Delete widget' })
    await eventually(async () => expect(await act.isDisabled()).toBe(true))
    await dialog.getByLabel('Type “Renamed shop” to confirm').fill('Renamed shop')
    await act.click()
    await page.getByText('Add chat to your site in three steps').waitFor()
    await page.goto(`${server.url}/dashboard/widgets/${widget?.id}`)
    await page.getByText("This widget doesn't exist in your account.").waitFor()
  })

  test('nothing broke the content policy or threw on the way', () => {
    expect(complaints).toEqual([])
  })
})
