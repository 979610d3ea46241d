import { afterEach, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { BrowserContextOptions } from 'playwright-core'
import { getJwt } from '../../demo/src/token.ts'
import { widgetSnippet } from '../../server/src/dashboard/widgets/snippet.ts'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

/** What the pages of these tests have at hand. */
interface PageGlobals {
  ImbaChat: ImbaChat
  imbaApi: ImbaChat
  imbaChat: ImbaChat
  imbaChatLangJson: Record<string, string>
  gettext(domain: string, key?: string): string
  /** what the page's callbacks wrote down, in order */
  notes: string[]
}
declare const window: PageGlobals

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

async function visit(html: string, options?: BrowserContextOptions): Promise<Visit> {
  return visitUrl(await world.serve(`<!doctype html><html lang="en"><title>Page</title><body>${html}`), options)
}

async function visitUrl(url: string, options?: BrowserContextOptions): Promise<Visit> {
  const opened = await world.open(url, options)
  visits.push(opened)
  return opened
}

const scriptTag = (attributes = '') => `<script ${attributes} src="${world.script}"></script>`
const options = (userId: number) => JSON.stringify({ user_id: userId, token: world.token(userId) })
const stub = (opt: string) => `<script>
  window.notes = []
  function imbachatWidget(opt) {
    if (!window.ImbaChat) return setTimeout(imbachatWidget, 50, opt)
    window.ImbaChat.load(opt).then(() => notes.push('ready'), (error) => notes.push(error.code))
  }
  imbachatWidget(${opt})
</script>`

const noted = ({ page }: Visit, note: string) => page.waitForFunction((note) => window.notes.includes(note), note)
const frameOf = ({ page }: Visit) => page.frameLocator('iframe[title="Chat"]')
const launcher = ({ page }: Visit) => page.getByRole('button', { name: /^(Open|Close) chat$/ })

for (const [how, page] of [
  ['after the script', () => scriptTag() + stub(options(1))],
  ['before the script', () => stub(options(1)) + scriptTag()],
  ['with an async script', () => scriptTag('async') + stub(options(1))],
  [
    'with a script that is added later',
    () => `${stub(options(1))}<script>
    setTimeout(() => document.body.append(Object.assign(document.createElement('script'), { src: '${world.script}' })))
  </script>`,
  ],
  ['with the script twice', () => scriptTag() + scriptTag() + stub(options(1))],
  ['with a version in the query', () => scriptTag().replace('/widget', '/widget?ver=6.8') + stub(options(1))],
] as const) {
  test(`the guide's stub loads the chat ${how}`, async () => {
    const opened = await visit(page())
    await noted(opened, 'ready')
    await eventually(async () => expect(await opened.page.locator('iframe[title="Chat"]').count()).toBe(1))
    expect(opened.said).toEqual([])
  })
}

test('the three names that sites use are one object', async () => {
  const { page } = await visit(scriptTag())
  await eventually(async () =>
    expect(await page.evaluate(() => window.ImbaChat === window.imbaApi && window.imbaApi === window.imbaChat)).toBe(
      true,
    ),
  )
  await eventually(async () =>
    expect(await page.evaluate(() => window.ImbaChat.room_type)).toEqual({ dialog: 0, conference: 1, support: 3 }),
  )
})

test('a second widget in the same page says that it does nothing', async () => {
  const other = await world.app.widgets.create(null, { name: 'Other' })
  const { page, said } = await visit(
    `${scriptTag()}<script src="${world.script.replace(/\d+\/widget/, `${other.id}/widget`)}"></script>`,
  )
  await eventually(() => expect(said).toEqual([`ImbaChat: widget ${world.widgetId} is here`]))
  await eventually(async () => expect(await page.evaluate(() => window.ImbaChat.widgetId)).toBe(world.widgetId))
})

test('loading twice for one user is loading once', async () => {
  const opened = await visit(scriptTag())
  const once = await opened.page.evaluate(async (token) => {
    window.notes = []
    const opt = { user_id: 1, token, onInitSuccess: () => window.notes.push('success') }
    const first = window.ImbaChat.load(opt)
    const second = window.ImbaChat.load({ id: '1', user_key: token })
    await first
    return first === second ? window.notes : ['two loads']
  }, world.token(1))
  expect(once).toEqual(['success'])
  await eventually(async () => expect(await opened.page.locator('iframe[title="Chat"]').count()).toBe(1))
})

test('a listener for imbaChat.loaded is called, early or late', async () => {
  const { page } = await visit(scriptTag())
  const heard = await page.evaluate(async (token) => {
    window.notes = []
    window.imbaApi.on('imbaChat.loaded', () => window.notes.push('early'))
    await window.imbaApi.load({ token })
    window.imbaApi.on('imbaChat.loaded', () => window.notes.push('late'))
    return window.notes
  }, world.token(1))
  expect(heard).toEqual(['early', 'late'])
})

test('an error in a page’s callback stops nothing', async () => {
  const { page } = await visit(scriptTag())
  const done = await page.evaluate(async (token) => {
    const fail = () => {
      throw new Error('the page is at fault')
    }
    window.ImbaChat.on('imbaChat.loaded', fail)
    window.ImbaChat.on('imbaChat.loaded', 'not a function' as never)
    await window.ImbaChat.load({ token, onInitSuccess: fail })
    return true
  }, world.token(1))
  expect(done).toBe(true)
})

test('a dialog asked for before load opens when the chat is there', async () => {
  const opened = await visit(scriptTag())
  await opened.page.evaluate(async (token) => {
    const dialog = window.imbaApi.openDialog(2)
    void window.imbaApi.load({ token })
    await dialog
  }, world.token(1))
  await frameOf(opened).getByRole('textbox', { name: 'Message' }).waitFor()
  await eventually(async () => expect(await launcher(opened).getAttribute('aria-label')).toBe('Close chat'))
})

test('the third argument of openDialog is a permission that the site signed: the first message becomes a request', async () => {
  const [ann, bob] = [person(world.demo, 'Ann'), person(world.demo, 'Bob')]
  const secretKey = (await world.app.widgets.find(world.widgetId))?.secretKeys[0] ?? ''
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 600
  const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ user_id: bob.id, initiator: ann.id, status: 1, exp })}`
  const permission = `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`

  const opened = await visit(scriptTag())
  await opened.page.evaluate(
    async ([token, id, permission]) => {
      await window.imbaApi.load({ token })
      await window.imbaApi.openDialog(id, null, permission)
    },
    [world.token(ann.id), bob.id, permission] as const,
  )
  await frameOf(opened).getByText('Bob will receive your first message as a request.').waitFor()
})

for (const [how, holder] of [
  ['its element, as holder_ex', () => ({ holder_ex: document.getElementById('place') })],
  ['its id, as holder_ph', () => ({ holder_ph: 'place' })],
] as const) {
  test(`a page names the place of the chat by ${how}`, async () => {
    const { page } = await visit(`<div id="place"></div>${scriptTag()}`)
    await page.evaluate(
      `window.ImbaChat.load({ token: ${JSON.stringify(world.token(1))}, ...(${holder.toString()})() })`,
    )
    const chat = page.locator('#place iframe[title="Chat"]')
    await chat.waitFor({ state: 'visible' })
    await eventually(async () => expect((await chat.boundingBox())?.height).toBeGreaterThan(400))
  })
}

const garbage: [who: unknown, code: string][] = [
  [undefined, 'invalid_field'],
  [null, 'invalid_field'],
  [{}, 'invalid_field'],
  ['', 'invalid_field'],
  [1.5, 'invalid_field'],
  ['a b', 'invalid_field'],
  [1, 'dialog_self'],
  [999, 'user_unknown'],
]

test('openDialog without a user, with the caller or with garbage is refused with a code', async () => {
  const { page } = await visit(scriptTag())
  const codes = await page.evaluate(
    async ([token, all]) => {
      await window.imbaApi.load({ token })
      const asked = all.map((who) =>
        window.imbaApi.openDialog(who as number).catch((error: { code: string }) => error.code),
      )
      return Promise.all(asked)
    },
    [world.token(1), garbage.map(([who]) => who)] as const,
  )
  expect(codes).toEqual(garbage.map(([, code]) => code))
})

test('load without a token or with odd values is a guest\u2019s and throws nothing', async () => {
  const { page, said } = await visit(scriptTag())
  await page.evaluate(async () => {
    const odd = { token: {}, user_id: [], theme: 7, position: {}, tokenProvider: 1, holder_ex: 5 }
    for (const opt of [
      undefined,
      null,
      0,
      'x',
      [],
      odd,
      { user_id: 0 },
      { user_id: Symbol('1') },
      Object.create(null),
    ]) {
      await window.ImbaChat.load(opt)
      window.ImbaChat.destroy()
    }
  })
  await eventually(() => expect(said).toEqual([expect.stringContaining('tokenProvider')]))
})

test('a token of another user than user_id wins, and the console says so', async () => {
  const opened = await visit(scriptTag() + stub(JSON.stringify({ user_id: 2, token: world.token(1) })))
  await noted(opened, 'ready')
  await eventually(() => expect(opened.said).toEqual(['ImbaChat: user_id is 2, the token is for 1; the token wins']))
})

test('a token that the server refuses rejects load with its code', async () => {
  const opened = await visit(scriptTag() + stub(JSON.stringify({ token: `${world.token(1)}x` })))
  await noted(opened, 'token_signature')
  await eventually(() => expect(opened.said.join()).toContain('ImbaChat: '))
})

test('another user signs in without a reload, and nothing of the first is left', async () => {
  const opened = await visit(scriptTag())
  await opened.page.evaluate(async (token) => {
    await window.ImbaChat.load({ token })
    await window.ImbaChat.openDialog(3)
  }, world.token(1))
  const frame = opened.page.frames().at(-1)
  await opened.page.evaluate((token) => window.ImbaChat.load({ token }), world.token(2))
  await eventually(() => expect(frame?.isDetached()).toBe(true))
  await eventually(async () => expect(await opened.page.locator('iframe[title="Chat"]').count()).toBe(1))
  await eventually(async () => expect(await launcher(opened).getAttribute('aria-label')).toBe('Open chat'))
  const self = await opened.page.evaluate(() =>
    window.ImbaChat.openDialog(2).catch((error: { code: string }) => error.code),
  )
  expect(self).toBe('dialog_self')
})

test('after logout the chat is gone until the next load', async () => {
  const opened = await visit(scriptTag() + stub(options(1)))
  await noted(opened, 'ready')
  await opened.page.evaluate(() => window.ImbaChat.logout())
  await eventually(async () => expect(await launcher(opened).count()).toBe(0))
  await eventually(async () => expect(await opened.page.locator('iframe').count()).toBe(0))
  await opened.page.evaluate((token) => window.ImbaChat.load({ token }), world.token(1))
  await launcher(opened).waitFor()
})

test('a page may destroy the chat and add its script again', async () => {
  const opened = await visit(scriptTag() + stub(options(1)))
  await noted(opened, 'ready')
  await opened.page.evaluate(() => window.ImbaChat.destroy())
  await eventually(async () => expect(await launcher(opened).count()).toBe(0))
  await opened.page.addScriptTag({ url: world.script })
  await opened.page.evaluate((token) => window.ImbaChat.load({ token }), world.token(2))
  await launcher(opened).waitFor()
  expect(opened.said).toEqual([])
})

test('a navigation that swaps the body leaves the open chat alone', async () => {
  const opened = await visit(scriptTag() + stub(options(1)))
  await noted(opened, 'ready')
  const frame = opened.page.frames().at(-1)
  await opened.page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body))
  expect(frame?.isDetached()).toBe(false)
})

test('load brings the chat back when navigation took it away', async () => {
  const opened = await visit(scriptTag() + stub(options(1)))
  await noted(opened, 'ready')
  await opened.page.evaluate((token) => {
    document.documentElement.lastElementChild?.remove()
    return window.ImbaChat.load({ token })
  }, world.token(1))
  await launcher(opened).click()
  await frameOf(opened).getByRole('button').first().waitFor()
})

test('a page that is not allowed to embed shows which origin to add', async () => {
  const page = `<!doctype html><body>${scriptTag()}${stub(options(1))}`
  const url = await world.serve(page, { allowed: false })
  const opened = await visitUrl(url)
  await noted(opened, 'origin_not_allowed')
  await eventually(() =>
    expect(opened.said.find((line) => line.startsWith('ImbaChat'))).toContain(
      `add ${new URL(url).origin} to the widget's allowed sites`,
    ),
  )
  await eventually(async () => expect(await launcher(opened).count()).toBe(0))
  // a button of the page that calls the chat later is not left without an answer
  const later = opened.page.evaluate(async () => {
    const asked = [window.ImbaChat.openDialog(2), window.ImbaChat.createInbox(document.body)]
    return Promise.all(asked.map((one) => one.catch((error: { code: string }) => error.code)))
  })
  expect(await later).toEqual(['origin_not_allowed', 'origin_not_allowed'])
})

test('a page whose policy forbids the frame learns that nobody answers', async () => {
  const headers = { 'content-security-policy': "frame-src 'none'" }
  const opened = await visitUrl(await world.serve(`<!doctype html><body>${scriptTag()}`, { headers }))
  await opened.page.clock.install()
  await opened.page.evaluate((token) => {
    window.notes = []
    window.ImbaChat.load({ token }).catch((error: { code: string }) => window.notes.push(error.code))
    window.ImbaChat.openChat()
  }, world.token(1))
  await opened.page.locator('iframe').waitFor({ state: 'attached' })
  // the time begins when the frame's script is there
  await eventually(async () => {
    await opened.page.clock.fastForward(31_000)
    expect(await opened.page.evaluate(() => window.notes)).toContain('chat_unreachable')
  })
})

test('PAGE-29 a second script that does not come at first is asked for again, and the launcher stays', async () => {
  let asked = 0
  const opened = await visit('')
  await opened.context.route(/\/window-[^/]*\.js/, (route) => (++asked < 3 ? route.abort() : route.continue()))
  await opened.page.addScriptTag({ url: world.script })
  const { id } = person(world.demo, 'Ann')
  await opened.page.evaluate((options) => void window.ImbaChat.load(options), { user_id: id, token: world.token(id) })
  await launcher(opened).click()
  await eventually(() => expect(asked).toBeGreaterThanOrEqual(2))
  await eventually(async () => expect(await launcher(opened).count()).toBe(1))
  await frameOf(opened).getByText('No conversations yet').waitFor()
})

test('the script of an unknown widget explains itself in the console', async () => {
  const { said } = await visit(`<script src="${world.script.replace(/\d+\/widget/, '999/widget')}"></script>`)
  await eventually(() => expect(said.join()).toContain('has no widget 999'))
})

const noRooms: [room: unknown, field: string][] = [
  [undefined, 'pipe'],
  ['club', 'pipe'],
  [{ title: 'The club' }, 'pipe'],
  [{ pipe: 'club', title: ['x'] }, 'title'],
  [{ pipe: 'club', is_public: 'perhaps' }, 'is_public'],
  [{ pipe: 'club', type: 3 }, 'type'],
  [{ pipe: 'club', users_ids: 'everybody' }, 'users_ids'],
  [{ pipe: 'club', users_ids: ['a b'] }, 'user_ids.0'],
]

test('addToRoom with invalid values is refused, and the error names the field', async () => {
  const { page } = await visit(scriptTag())
  const refusals = await page.evaluate(
    async ([token, all]) => {
      await window.imbaApi.load({ token })
      const asked = all.map((room) =>
        window.imbaApi.addToRoom(room as never).then(
          () => 'made',
          (error: Error & { code: string }) => `${error.code} ${error.message}`,
        ),
      )
      return Promise.all(asked)
    },
    [world.token(person(world.demo, 'Ann').id), noRooms.map(([room]) => room)] as const,
  )
  for (const [index, [, field]] of noRooms.entries()) {
    expect(refusals[index]).toStartWith('invalid_field ')
    expect(refusals[index]).toContain(field)
  }
})

test('addToRoom with values that cannot be cloned is refused, and the page goes on', async () => {
  const { page } = await visit(scriptTag())
  const refused = await page.evaluate(() => {
    const circle: { pipe: string; self?: unknown } = { pipe: 'club' }
    circle.self = circle
    return window.ImbaChat.addToRoom(circle).catch((error: Error) => error.message)
  })
  expect(refused).toContain('circular')
})

test('PAGE-1 every element that names a room gets its room, and placeHolder fills those that come later', async () => {
  const club = () => `club-${crypto.randomUUID()}`
  const [one, two, three] = [club(), club(), club()]
  const { page, said } = await visit(
    `<div data-imbachat-room="${one}" data-title="The first club"></div><div data-imbachat-room="${two}"></div>${scriptTag()}`,
  )
  const token = world.token(person(world.demo, 'Ann').id)
  await page.evaluate((token) => window.ImbaChat.load({ token }), token)
  const holder = (pipe: string) => page.locator(`[id="${pipe}"], [data-imbachat-room="${pipe}"]`)
  const room = (pipe: string) => holder(pipe).locator('iframe').contentFrame()
  await room(one).getByRole('heading', { name: 'The first club' }).waitFor()
  await holder(two).scrollIntoViewIfNeeded()
  await room(two).getByRole('heading', { name: two }).waitFor()
  await page.evaluate((id) => {
    document.body.prepend(Object.assign(document.createElement('div'), { id }))
    window.ImbaChat.placeHolder(id, 'The third club')
    // once is enough
    window.ImbaChat.placeHolder(id, 'Another name')
    window.ImbaChat.placeHolder('nowhere')
  }, three)
  await holder(three).scrollIntoViewIfNeeded()
  await room(three).getByRole('heading', { name: 'The third club' }).waitFor()
  await eventually(async () => expect(await page.locator('iframe').count()).toBe(4))
  await eventually(() => expect(said).toEqual(['ImbaChat: placeHolder: this page has no element with the id nowhere']))
  // as a single-page application does that goes away and comes back
  await holder(one).evaluate((holder, token) => {
    holder.replaceWith(holder.cloneNode())
    void window.ImbaChat.load({ token })
  }, token)
  await holder(one).scrollIntoViewIfNeeded()
  await room(one).getByRole('heading', { name: 'The first club' }).waitFor()
  await page.evaluate(() => window.ImbaChat.logout())
  await eventually(async () => expect(await page.locator('iframe').count()).toBe(0))
})

test('a visitor who is not signed in reads in the room\u2019s place how to take part', async () => {
  const { page } = await visit(`<div id="club" data-imbachat-room="club"></div>${scriptTag()}`)
  await page.evaluate(() => window.ImbaChat.load())
  await page.frameLocator('#club iframe').getByText('Sign in to chat').waitFor()
})

test('PAGE-2 in a new widget no room is shown or made of markup, and the console says why', async () => {
  const { id, settings } = await world.app.widgets.create(null, { name: 'New' })
  expect(settings).toMatchObject({ page_rooms: false, page_elements: true })
  const html =
    '<div data-imbachat-room="trap"></div><imba-room pipe="trap"></imba-room><imba-room user="2"></imba-room>' +
    '<div id="club"></div>'
  const url = await world.serve(`<!doctype html><html lang="en"><body>${html}`)
  await world.app.widgets.change('all_widgets', id, { origins: [new URL(url).origin] })
  const { page, said } = await visitUrl(url)
  await page.addScriptTag({ url: world.script.replace(`/${world.widgetId}/`, `/${id}/`) })
  const [secretKey = ''] = (await world.app.widgets.find(id))?.secretKeys ?? []
  await page.evaluate((token) => window.ImbaChat.load({ token }), getJwt(1, secretKey, 600))
  await page.evaluate(() => window.ImbaChat.placeHolder('club', 'The club'))
  await page.frameLocator('#club iframe').getByRole('heading', { name: 'The club' }).waitFor()
  await eventually(async () =>
    expect(said.filter((line) => line.includes('Conversations from page markup'))).toHaveLength(3),
  )
  expect(await page.locator(':is([data-imbachat-room], imba-room) iframe').count()).toBe(0)
  expect(await world.app.store.chat.roomOfPipe(id, 'trap')).toBeNull()
  expect(await world.app.store.chat.dialogOf(id, '1', '2')).toBeNull()
})

test('PAGE-27 an owner may turn custom elements off', async () => {
  const setElements = (page_elements: boolean) =>
    world.app.widgets.change('all_widgets', world.widgetId, { settings: { page_elements } })
  await setElements(false)
  try {
    const { page } = await visit(`<imba-inbox></imba-inbox><div data-imbachat-room="off"></div>${scriptTag()}`)
    await page.evaluate((token) => window.ImbaChat.load({ token }), world.token(person(world.demo, 'Ann').id))
    await page.locator('[data-imbachat-room] iframe').waitFor()
    expect(await page.evaluate(() => customElements.get('imba-inbox') === undefined)).toBe(true)
    expect(await page.locator('imba-inbox iframe').count()).toBe(0)
  } finally {
    await setElements(true)
  }
})

test('PAGE-3 elements with the names of the chat’s objects, which users may have written, do not disable it', async () => {
  const trap = `<form id="ImbaChat"><input name="widgetId" value="1"></form><a id="imbaApi" href="#"></a>
    <img name="imbaChat"><a id="gettext" href="#"></a><form id="imbachatWidget"><input name="arguments"></form>`
  const opened = await visit(`${trap}${scriptTag()}`)
  await opened.page.evaluate(async (token) => {
    window.notes = [window.gettext('shop', 'cart')]
    await window.ImbaChat.load({ token })
    window.notes.push('ready')
  }, world.token(1))
  await eventually(async () => expect(await opened.page.evaluate(() => window.notes)).toEqual(['cart', 'ready']))
  await eventually(async () => expect(await opened.page.evaluate(() => window.ImbaChat === window.imbaApi)).toBe(true))
})

test('PAGE-3 the snippet that owners copy waits for the chat behind an element of that name', async () => {
  const { id } = person(world.demo, 'Ann')
  const snippet = widgetSnippet(world.chatUrl, world.widgetId)
    .replace('USER_ID', `${id}`)
    .replace('USER_TOKEN', world.token(id))
    .replace('<script src', '<script async src')
  const opened = await visit(`<form id="ImbaChat"><input name="load"></form>${snippet}`)
  await launcher(opened).waitFor()
  expect(opened.said).toEqual([])
})

test('PAGE-4 a page may put an object of its own in the place of ours', async () => {
  const { page, said } = await visit(`${scriptTag()}<script type="module">window.ImbaChat = { mine: true }</script>`)
  await eventually(async () =>
    expect(await page.evaluate(() => (window.ImbaChat as unknown as { mine: boolean }).mine)).toBe(true),
  )
  expect(said).toEqual([])
})

test('PAGE-4 a page that declares a variable of that name finds the chat in it', async () => {
  const opened = await visit(`<script>var ImbaChat</script>${scriptTag()}${stub(options(1))}`)
  await noted(opened, 'ready')
  expect(opened.said).toEqual([])
})

for (const userId of [0, '0', null, '']) {
  test(`a visitor whose user_id is ${JSON.stringify(userId)} is a guest, signed or not`, async () => {
    const { page, said } = await visit(scriptTag())
    const asked = await page.evaluate(
      async (opt) => {
        await window.ImbaChat.load(opt)
        window.ImbaChat.destroy()
        await window.ImbaChat.load({ ...opt, token: undefined })
        return window.ImbaChat.openDialog(2).catch((error: { code: string }) => error.code)
      },
      { user_id: userId, token: world.token(userId as string) },
    )
    expect(asked).toBe('guest_forbidden')
    await eventually(() => expect(said).toEqual(['ImbaChat: Sign in to use the chat.']))
  })
}

test('phrases for plugins are there as soon as the script has run', async () => {
  const { page } = await visit(
    `${scriptTag()}<script>window.notes = [gettext('imbachat', 'wp_join_group'), gettext('imbachat', 'no such key')]</script>`,
  )
  await eventually(async () =>
    expect(await page.evaluate(() => window.notes)).toEqual(['Join the group', 'no such key']),
  )
  await eventually(async () =>
    expect(await page.evaluate(() => window.imbaChatLangJson.wp_chat_with_user)).toBe('Chat with the user'),
  )
})

test('phrases follow the language of the document, and a page keeps its own gettext', async () => {
  const { page } = await visit(
    `<script>document.documentElement.lang = 'ru-RU'; function gettext(a, b) { return 'own:' + a + ':' + b }</script>${scriptTag()}`,
  )
  await eventually(async () =>
    expect(await page.evaluate(() => window.gettext('imbachat', 'wp_join_group'))).toBe('Вступить в группу'),
  )
  await eventually(async () => expect(await page.evaluate(() => window.gettext('shop', 'cart'))).toBe('own:shop:cart'))
})

test('phrases for plugins are in the language of the widget, whatever the document says', async () => {
  const widget = await world.app.widgets.create(null, { name: 'Laden', settings: { language: 'de' } })
  const { page } = await visit(
    `<script>document.documentElement.lang = 'ru'</script>
    <script src="${world.chatUrl}/imbachat/v1/${widget.id}/widget"></script>
    <script>window.notes = [imbaChatLangJson.wp_join_group, gettext('imbachat', 'wp_chat_with_user')]</script>`,
  )
  await eventually(async () =>
    expect(await page.evaluate(() => window.notes)).toEqual(['Gruppe beitreten', 'Nachricht schreiben']),
  )
})

test('a page without a tokenProvider renews by load at imbaChat.tokenExpired', async () => {
  const { page } = await visit(scriptTag())
  const renewed = await page.evaluate(
    async ([short, long]) => {
      window.notes = []
      window.ImbaChat.on('imbaChat.tokenExpired', () => {
        window.notes.push('asked')
        void window.ImbaChat.load({ token: long })
      })
      await window.ImbaChat.load({ token: short })
      await window.ImbaChat.openDialog(2)
      return window.notes
    },
    [world.token(1, -100), world.token(1)] as const,
  )
  expect(renewed).toEqual(['asked'])
})

test('a tokenProvider gives the first token and fresh ones', async () => {
  const { page } = await visit(scriptTag())
  const calls = await page.evaluate(
    async ([ended, fresh]) => {
      const tokens = [ended, fresh]
      await window.ImbaChat.load({ user_id: 1, tokenProvider: async () => tokens.shift() })
      await window.ImbaChat.openDialog(2)
      return tokens.length
    },
    [world.token(1, -100), world.token(1)] as const,
  )
  expect(calls).toBe(0)
})
