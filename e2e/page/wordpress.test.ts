import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { theBrowser } from '../stage/browser.ts'
import { eventually, PATIENCE_MS } from '../stage/eventually.ts'
import { type Stage, theWorld, type World } from '../stage/harness.ts'
import { Visitor } from '../stage/visitor.ts'
import { missingForWordPress, startWordPress, type WordPressSite } from './wordpress-site.ts'

/** Where screenshots go, for people who want to look: `SCREENSHOTS=/tmp/wp npm test -- e2e/wordpress`. */
const { SCREENSHOTS } = process.env

/** What the editor's page has, as far as a test calls it. */
interface EditorGlobals {
  blocks: { createBlock(name: string, attributes: object): object; serialize(blocks: object[]): string }
  data: { dispatch(store: string): { set(...args: unknown[]): void; insertBlocks(blocks: object[]): void } }
}

const missing = missingForWordPress()
if (missing.length > 0) console.warn(`WordPress is not tested: this machine has no ${missing.join(', ')}`)

test.skipIf(Bun.which('php') === null)('every file of the plugin is PHP that parses', () => {
  const folder = join(import.meta.dir, '../../integrations/wordpress')
  const files = [...new Bun.Glob('**/*.php').scanSync(folder)]
  expect(files.length).toBeGreaterThan(10)
  const { stderr, exitCode } = Bun.spawnSync(['php', '-l', ...files], { cwd: folder })
  expect([exitCode, stderr.toString()]).toEqual([0, ''])
})

describe.skipIf(missing.length > 0)('a fresh WordPress with our plugin', () => {
  let world: Pick<Stage, keyof World>
  let wordpress: WordPressSite
  let widgetId: number
  let dashboard: Page
  let admin: Page
  const users = { tom: 0, anna: 0 }
  const contexts: BrowserContext[] = []

  const newPage = async () => {
    const context = await (await theBrowser()).newContext({ locale: 'en-US', reducedMotion: 'reduce' })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    return page
  }

  const visitorAt = (page: Page, person: Person) => {
    const visitor = new Visitor(page, person)
    page.setDefaultTimeout(PATIENCE_MS)
    return visitor
  }

  const shot = async (page: Page, name: string) => {
    if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true })
  }

  const signInToWordPress = async (page: Page, login: string) => {
    const { request } = page.context()
    const form = `${wordpress.url}/wp-login.php`
    // the form sets a cookie, by which WordPress sees that the browser keeps cookies
    await request.get(form)
    const answer = await request.post(form, { form: { log: login, pwd: wordpress.password }, maxRedirects: 0 })
    expect([answer.status(), answer.headers().location]).toEqual([302, expect.stringContaining('/wp-admin/')])
  }

  const keys = async () => {
    const widget = await world.app.widgets.find(widgetId)
    if (widget === null) throw new Error('the widget is gone')
    return {
      secretKey: widget.secretKeys[0] ?? '',
      apiLogin: widget.api_login,
      apiPassword: widget.apiPasswords[0] ?? '',
    }
  }

  /** As the chat server asks. */
  const ask = async (route: string, password?: string) => {
    const { apiLogin, apiPassword } = await keys()
    const authorization = `Basic ${btoa(`${apiLogin.toUpperCase()}:${password ?? apiPassword}`)}`
    return fetch(`${wordpress.url}/?rest_route=/imbachat/v1/${route}`, { headers: { authorization } })
  }

  beforeAll(async () => {
    ;[world, wordpress] = await Promise.all([theWorld(), startWordPress()])
    users.tom = wordpress.addUser({ login: 'tom', name: 'Tom & Jerry' })
    users.anna = wordpress.addUser({ login: 'anna', name: 'Анна Белова' })
    const account = await world.app.accounts.create({ email: 'harbour@shop.example', password: wordpress.password })
    widgetId = (await world.app.widgets.create(account.account_id, { name: 'Harbour' })).id
  })

  afterAll(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    await wordpress?.stop()
  })

  test('SITE-4 SITE-8 a WordPress is connected by one code from the dashboard', async () => {
    dashboard = await newPage()
    await dashboard.goto(`${world.chatUrl}/dashboard/widgets/${widgetId}/install?kind=wordpress&step=code`)
    await dashboard.getByLabel('Email').fill('harbour@shop.example')
    await dashboard.getByLabel('Password').fill(wordpress.password)
    await dashboard.getByRole('button', { name: 'Sign in' }).click()
    await dashboard.getByRole('button', { name: 'Connect WordPress' }).click()
    const code = (await dashboard.getByRole('status', { name: 'Connection code' }).textContent()) ?? ''
    await shot(dashboard, 'dashboard-code')
    const [download] = await Promise.all([
      dashboard.waitForEvent('download'),
      dashboard.getByRole('link', { name: 'the ImbaChat plugin' }).click(),
    ])

    admin = await newPage()
    await signInToWordPress(admin, 'admin')
    await admin.goto(`${wordpress.url}/wp-admin/plugin-install.php?tab=upload`)
    await admin.getByLabel('Plugin zip file').setInputFiles({
      name: download.suggestedFilename(),
      mimeType: 'application/zip',
      buffer: await readFile(await download.path()),
    })
    await admin.getByRole('button', { name: 'Install Now' }).click()
    await admin.getByRole('link', { name: 'Activate Plugin' }).click()
    await admin.goto(`${wordpress.url}/wp-admin/options-general.php?page=imbachat`)
    await eventually(async () => expect(await admin.getByLabel('Chat server').inputValue()).toBe(world.chatUrl))
    await shot(admin, 'wordpress-connect')

    await admin.getByLabel('Code').fill('AAAAA-BBBBB-CCCCC-DDDDD')
    await admin.getByRole('button', { name: 'Connect' }).click()
    await admin.getByText('This code is wrong, was used or has expired').waitFor()
    await admin.getByLabel('Code').fill(code)
    await admin.getByRole('button', { name: 'Connect' }).click()
    await admin.getByText('Connected. The chat is on your pages now.').waitFor()
    await shot(admin, 'wordpress-connected')

    await dashboard.getByText('Connected', { exact: true }).waitFor()
    await dashboard.getByRole('link', { name: wordpress.url }).waitFor()
    await shot(dashboard, 'dashboard-connected')
    const widget = await world.app.widgets.find(widgetId)
    expect(widget?.origins).toEqual([wordpress.url])
    expect(widget?.users_info_url).toBe(`${wordpress.url}/?rest_route=/imbachat/v1/users/{ids}`)
  })

  test('a WordPress with our plugin lets two of its users talk, under the names that the site shows', async () => {
    const post = wordpress.php(
      `echo wp_insert_post(['post_title' => 'Harbour news', 'post_status' => 'publish', 'post_author' => 1,
        'post_content' => '[imbachat_message user="${users.anna}"] [imbachat_message user="${users.anna}" text="Ask Anna"]']);`,
    )
    const person = (name: string, id: number) => ({ id, slug: name, name, avatar: null, town: { en: '', ru: '' } })
    const tom = visitorAt(await newPage(), person('tom', users.tom))
    const anna = visitorAt(await newPage(), person('anna', users.anna))
    await signInToWordPress(tom.page, 'tom')
    await signInToWordPress(anna.page, 'anna')
    await tom.page.goto(`${wordpress.url}/?p=${post}`)
    await tom.page.getByRole('button', { name: 'Message' }).waitFor()
    await tom.page.getByRole('button', { name: 'Ask Anna' }).click()
    await tom.chat.getByRole('heading', { name: 'Анна Белова' }).waitFor()
    await tom.write('When does the ferry leave?')
    await shot(tom.page, 'tom-asks')

    await anna.page.goto(wordpress.url)
    await anna.openChat()
    await anna.openConversation('Tom & Jerry')
    await anna.sees('When does the ferry leave?')
    await anna.write('At noon')
    await tom.sees('When does the ferry leave?', 'At noon')
    await shot(anna.page, 'anna-answers')
  })

  test('a WordPress with our plugin shows the whole chat and a public room by block and shortcode', async () => {
    const block = `<!-- wp:imbachat-widget/public-chat-block {"chatName":"Quay talk","chatSlug":"quay-talk","height":500} /-->`
    const post = wordpress.php(
      `echo wp_insert_post(['post_title' => 'Quay', 'post_status' => 'publish', 'post_author' => 1, 'post_content' => '${block}']);`,
    )
    const anna = visitorAt(await newPage(), { id: 0, slug: 'anna', name: '', avatar: null, town: { en: '', ru: '' } })
    await signInToWordPress(anna.page, 'anna')
    await anna.page.goto(`${wordpress.url}/?p=${post}`)
    const room = anna.page.locator('#quay-talk')
    await room.scrollIntoViewIfNeeded()
    await room.locator('iframe').contentFrame().getByRole('heading', { name: 'Quay talk' }).waitFor()
    await shot(anna.page, 'public-room')

    const whole = wordpress.php(
      `echo wp_insert_post(['post_title' => 'Mail', 'post_status' => 'publish', 'post_author' => 1, 'post_content' => '[imbachat height="500"]']);`,
    )
    await anna.page.goto(`${wordpress.url}/?p=${whole}`)
    const holder = anna.page.locator('#imbachat_holder')
    await holder.locator('iframe').contentFrame().getByRole('list', { name: 'Conversations' }).waitFor()
    await shot(anna.page, 'whole-chat')
  })

  test('a WordPress with our plugin offers blocks in the editor, with fields for name and slug', async () => {
    await admin.goto(`${wordpress.url}/wp-admin/post-new.php`)
    await admin.waitForFunction(
      () => 'wp' in window && document.querySelector('.block-editor-writing-flow, [name="editor-canvas"]'),
    )
    const valid = await admin.evaluate(() => {
      const { wp } = window as never as { wp: EditorGlobals }
      wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)
      const block = wp.blocks.createBlock('imbachat-widget/public-chat-block', { chatName: 'Quay', chatSlug: 'quay' })
      wp.data.dispatch('core/block-editor').insertBlocks([block])
      return wp.blocks.serialize([block])
    })
    expect(valid).toBe('<!-- wp:imbachat-widget/public-chat-block {"chatName":"Quay","chatSlug":"quay"} /-->')
    const canvas = admin.frameLocator('iframe[name="editor-canvas"]')
    await eventually(async () => expect(await canvas.getByLabel('Slug (unique)').inputValue()).toBe('quay'))
    await shot(admin, 'block-editor')
  })

  test('BuddyPress with our plugin has the whole chat in Messages, and a button on pages of members', () => {
    const buddyPress = `function bp_is_my_profile() { return $GLOBALS['mine']; } function bp_is_active($part) { return false; }
      function bp_displayed_user_id() { return ${users.anna}; } function bp_core_load_template($name) { do_action('bp_template_content'); }
      function bp_core_new_nav_item($item) { echo $item['slug'], ' '; ($item['screen_function'])(); }
      wp_set_current_user(${users.tom});`
    const own = wordpress.php(
      `${buddyPress} $mine = true; do_action('bp_setup_nav'); do_action('bp_member_header_actions');`,
    )
    expect(own).toStartWith('messages <div id="chat_messages"')
    expect(own).toContain('data-imbachat_chat_ph="1"')
    expect(own).not.toContain('<button')
    const other = wordpress.php(
      `${buddyPress} $mine = false; do_action('bp_setup_nav'); do_action('bp_member_header_actions');`,
    )
    expect(other).toContain(`data-imbachat-act="dialog" data-imbachat-user="${users.anna}"`)
    expect(other).not.toContain('chat_messages')
  })

  test('our plugin speaks the language of the site, in each that the chat has', () => {
    const folder = join(wordpress.folder, 'wp-content', 'mu-plugins')
    mkdirSync(folder)
    const buttons = {
      ru_RU: 'Написать ru',
      de_DE: 'Nachricht senden de',
      es_ES: 'Enviar mensaje es',
      fr_FR: 'Envoyer un message fr',
      ar: 'مراسلة ar',
      en_US: 'Message en',
    }
    for (const [locale, said] of Object.entries(buttons)) {
      writeFileSync(join(folder, 'locale.php'), `<?php add_filter('locale', fn() => '${locale}');`)
      expect(wordpress.php(`echo __('Message', 'self-hosted-user-chat'), ' ', imbachat_page_language();`)).toBe(said)
    }
    rmSync(folder, { recursive: true })
  })

  test('SITE-11 WordPress with our plugin keeps keys out of pages and out of every request’s memory', async () => {
    const { secretKey, apiPassword } = await keys()
    const settings = await admin.content()
    const page = await (await fetch(wordpress.url)).text()
    for (const secret of [secretKey, apiPassword]) {
      expect(settings).not.toContain(secret)
      expect(page).not.toContain(secret)
    }
    expect(page).toContain(`/imbachat/v1/${widgetId}/widget`)
    expect(page).not.toContain('"token"')
    const autoload = `global $wpdb; echo $wpdb->get_var("select autoload from $wpdb->options where option_name = 'imbachat_connection'");`
    expect(['off', 'no']).toContain(wordpress.php(autoload))
  })

  test('a WordPress with our plugin gives names as people read them, and only for its password', async () => {
    const answer = await ask(`users/${users.tom},${users.anna},999`)
    expect(answer.status).toBe(200)
    expect((await answer.json()) as unknown).toMatchObject([
      { user_id: users.tom, name: 'Tom & Jerry', user_mail: 'tom@harbour.example', chat_role: 'user' },
      { user_id: users.anna, name: 'Анна Белова', profile_url: `${wordpress.url}/?author=${users.anna}` },
    ])
    const found = await ask(`searchusers/${encodeURIComponent('анна_бел')}`)
    expect((await found.json()) as unknown).toMatchObject([{ user_id: users.anna }])

    for (const refused of [await ask(`users/${users.tom}`, 'wrong'), await ask('searchusers/tom', '')]) {
      expect(refused.status).toBe(401)
      expect((await refused.json()) as unknown).toEqual({
        code: 401,
        version: 1,
        error: 'Authenticate required!',
        debug: '',
      })
    }
  })

  test('a WordPress with application passwords in use still answers the chat server', async () => {
    wordpress.php(`WP_Application_Passwords::create_new_application_password(1, ['name' => 'an app']);`)
    expect((await ask(`users/${users.tom}`)).status).toBe(200)
  })

  test('a WordPress takes the credentials where Apache hands them on under another name', () => {
    const asked = (name: string) =>
      wordpress.php(
        `$known = imbachat_connection(); $_SERVER['${name}'] = 'Basic ' . base64_encode($known['api_login'] . ':' . $known['api_password']);
          echo rest_do_request(new WP_REST_Request('GET', '/imbachat/v1/users/${users.tom}'))->get_status();`,
      )
    expect(asked('HTTP_AUTHORIZATION')).toBe('200')
    expect(asked('REDIRECT_HTTP_AUTHORIZATION')).toBe('200')
    expect(asked('HTTP_ACCEPT')).toBe('401')
  })

  test('a WordPress gives a token to the user whose page asks, none to visitors and other sites', async () => {
    const tokenUrl = `${wordpress.url}/?rest_route=/imbachat/v1/token`
    const asked = (headers: Record<string, string>) => fetch(tokenUrl, { method: 'POST', headers })
    expect(await (await asked({ origin: wordpress.url })).json()).toEqual({ token: null })
    const cookie = (await admin.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    for (const headers of [{ cookie }, { cookie, origin: 'https://evil.example' }]) {
      expect((await asked(headers as Record<string, string>)).status).toBe(401)
    }
    const token = await admin.evaluate(async (url) => {
      const answer = await fetch(url, { method: 'POST' })
      return ((await answer.json()) as { token: string }).token
    }, tokenUrl)
    const claims = JSON.parse(atob(token.split('.')[1] ?? '')) as { user_id: number; iat: number; exp: number }
    expect(claims).toMatchObject({ user_id: 1, exp: claims.iat + 3600 })
  })

  test('our plugin closes the sync route of the earlier one, which gave the Secret key to anyone', () => {
    const routes = `add_action('rest_api_init', fn() => register_rest_route('imbachat/v1', '/sync', ['methods' => 'POST',
      'callback' => fn() => 'the secret', 'permission_callback' => '__return_true']));
      echo rest_do_request(new WP_REST_Request('POST', '/imbachat/v1/sync'))->get_status();`
    expect(wordpress.php(routes)).toBe('404')
  })

  test('SITE-21 WordPress gives everybody the same page, so no cache shows a user’s chat to another', async () => {
    const cookie = (await admin.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const dataOf = async (headers: Record<string, string>) =>
      /window\.imbachatPage=(.*?);\n/.exec(await (await fetch(wordpress.url, { headers })).text())?.[1] ?? ''
    const data = await dataOf({})
    expect(await dataOf({ cookie })).toBe(data)
    expect(Object.keys(JSON.parse(data)).toSorted()).toEqual(
      ['load', 'rooms', 'show', 'signInUrl', 'signedIn', 'tokenUrl'].toSorted(),
    )
    expect(JSON.parse(data).load).toEqual({ language: 'en', pushWorker: expect.stringMatching(/\?imbachat_worker=1$/) })
  })

  /** A page without any of the plugin's elements; the start page shows all posts. */
  let plain = ''

  test('SITE-22 signing out of WordPress ends the chat in all tabs, and visitors see where to sign in', async () => {
    const post = { post_title: 'Plain', post_status: 'publish', post_author: 1, post_content: 'Nothing here' }
    const fields = Object.entries(post).map(([name, value]) => `'${name}' => '${value}'`)
    plain = `${wordpress.url}/?p=${wordpress.php(`echo wp_insert_post([${fields.join(', ')}]);`)}`
    const page = await newPage()
    await signInToWordPress(page, 'tom')
    const tom = visitorAt(page, { id: users.tom, slug: 'tom', name: 'tom', avatar: null, town: { en: '', ru: '' } })
    await page.goto(plain)
    await tom.openChat()
    await tom.openConversation('Анна Белова')
    await tom.composer.fill('a draft of Tom')
    const keeps = async () => {
      const frame = page.frames().find((one) => one.url().startsWith(world.chatUrl))
      const kept = await frame?.evaluate(() => Object.values(localStorage))
      return kept?.filter((one) => `${one}`.includes('a draft of Tom')).length
    }
    await eventually(async () => expect(await keeps()).toBeGreaterThan(0))
    const other = await page.context().newPage()
    await other.goto(`${wordpress.url}/wp-login.php?action=logout`)
    await other.getByRole('link', { name: 'log out' }).click()
    await other.waitForURL(/loggedout=true/)
    await tom.chat.getByText('Your session has expired').first().waitFor()
    await shot(page, 'signed-out')
    await page.reload()
    await tom.openChat()
    await eventually(async () => expect(await keeps()).toBe(0))
    const signIn = tom.chat.getByRole('link', { name: 'Sign in' })
    await eventually(async () =>
      expect(await signIn.getAttribute('href')).toContain(`${wordpress.url}/wp-login.php?redirect_to=`),
    )
    await shot(page, 'visitor')
  })

  test('SITE-22 deleting a user in WordPress ends their chat', async () => {
    const eve = wordpress.addUser({ login: 'eve', name: 'Eve' })
    const page = await newPage()
    await signInToWordPress(page, 'eve')
    const visitor = visitorAt(page, { id: eve, slug: 'eve', name: 'eve', avatar: null, town: { en: '', ru: '' } })
    await page.goto(plain)
    await visitor.openChat()
    await wordpress.phpMeanwhile(`require_once ABSPATH . 'wp-admin/includes/user.php'; wp_delete_user(${eve});`)
    await visitor.chat.getByText('Your session has expired').first().waitFor()
  })

  test.each([
    ['resets it', (id: number) => `reset_password(get_userdata(${id}), 'new words');`],
    ['changes it', (id: number) => `wp_update_user(['ID' => ${id}, 'user_pass' => 'new words']);`],
  ] as const)('SITE-22 a chat that was opened with the old password ends when the user %s', async (how, change) => {
    const login = how === 'resets it' ? 'fay' : 'gil'
    const id = wordpress.addUser({ login, name: login })
    const page = await newPage()
    await signInToWordPress(page, login)
    const visitor = visitorAt(page, { id, slug: login, name: login, avatar: null, town: { en: '', ru: '' } })
    await page.goto(plain)
    await visitor.openChat()
    await wordpress.phpMeanwhile(change(id))
    await visitor.chat.getByText('Your session has expired').first().waitFor()
  })

  test('a page without encryption gets no token of a WordPress that has it', () => {
    const isOwn = (https: string) =>
      wordpress.php(`$_SERVER['HTTP_HOST'] = 'shop.example'; $_SERVER['HTTP_ORIGIN'] = 'http://shop.example'; ${https}
        echo imbachat_is_own_page() ? 'own' : 'other';`)
    expect(isOwn('')).toBe('own')
    expect(isOwn(`$_SERVER['HTTPS'] = 'on';`)).toBe('other')
  })

  test('SITE-23 WordPress exports what the chat server gets of a user, and erases the user there', async () => {
    const exported = wordpress.php(`echo json_encode(imbachat_export_personal_data('anna@harbour.example'));`)
    expect(exported).toContain('anna@harbour.example')
    expect(JSON.parse(exported)).toMatchObject({ done: true, data: [{ group_id: 'imbachat' }] })
    const erase = `echo json_encode(apply_filters('wp_privacy_personal_data_erasers', [])['imbachat']['callback']('anna@harbour.example', 1));`
    expect(JSON.parse(await wordpress.phpMeanwhile(erase))).toMatchObject({
      items_removed: true,
      items_retained: false,
      done: true,
    })
    await eventually(async () => {
      const [anna] = await world.app.store.readDb
        .selectFrom('chat_user')
        .select('name')
        .where('widget_id', '=', widgetId)
        .where('name', '=', 'Анна Белова')
        .execute()
      expect(anna).toBeUndefined()
    })
  })

  test('our plugin forgets its keys when it is disconnected, and everything when it is deleted', async () => {
    await admin.goto(`${wordpress.url}/wp-admin/options-general.php?page=imbachat`)
    await admin.getByRole('button', { name: 'Disconnect' }).click()
    await admin.getByText('The keys were deleted from this site').waitFor()
    expect(wordpress.php(`echo json_encode(get_option('imbachat_connection'));`)).toBe('false')
    await eventually(async () => expect(await (await fetch(wordpress.url)).text()).not.toContain('imbachat'))
    wordpress.php(
      `define('WP_UNINSTALL_PLUGIN', true); require WP_PLUGIN_DIR . '/self-hosted-user-chat/uninstall.php';`,
    )
    expect(
      wordpress.php(
        `global $wpdb; echo $wpdb->get_var("select count(*) from $wpdb->options where option_name like 'imbachat%'");`,
      ),
    ).toBe('0')
  })

  test('our plugin leaves no warning of PHP behind', async () => {
    const log = Bun.file(join(wordpress.folder, 'wp-content', 'debug.log'))
    expect((await log.exists()) ? await log.text() : '').not.toContain('plugins/self-hosted-user-chat/')
  })
})
