import { afterEach, beforeAll, expect, test } from 'bun:test'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

// Pages with the markup and the order of scripts that integrations for content management systems write, in our own
// words.

interface PageGlobals {
  ImbaChat: ImbaChat
  imbaApi: ImbaChat
  imbaChatLangJson: Record<string, string>
  gettext(domain: string, key?: string): string
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

async function visit(html: string): Promise<Visit> {
  const opened = await world.open(await world.serve(`<!doctype html><html lang="en"><title>Page</title><body>${html}`))
  visits.push(opened)
  return opened
}

const user = (name: string) => {
  const { id } = person(world.demo, name)
  return { id, options: JSON.stringify({ user_id: String(id), token: world.token(id) }) }
}

const script = (attributes = '', query = '?ver=6.8') => `<script ${attributes} src="${world.script}${query}"></script>`

/** Stands in the pages of all of them. */
const stub = (options: string) => `<script>
  function imbachatWidget(opt) {
    if (!window.ImbaChat) return setTimeout(imbachatWidget, 50, opt)
    window.ImbaChat.load(opt)
  }
  imbachatWidget(${options})
</script>`

const chat = ({ page }: Visit) => page.frameLocator('iframe[title="Chat"]')
const launcher = ({ page }: Visit) => page.getByRole('button', { name: /^(Open|Close) chat$/ })

/** WordPress' block "public chat": its own marked element becomes a room once the chat is loaded. */
const publicChatBlock = (id: string, title: string) => `<div id="${id}" data-imbachat_chat_ph="1"></div>
<script>
  window.addEventListener('DOMContentLoaded', function () {
    imbaApi.on('imbaChat.loaded', function () { imbaApi.placeHolder('${id}', '${title}') })
  })
</script>`

test('PAGE-1 WordPress: the block "chat" is the whole chat inline, and no launcher', async () => {
  const opened = await visit(
    `<div id="imbachat_holder" data-imbachat_chat_ph="1"></div>${script()}${stub(user('Ann').options)}`,
  )
  await opened.page.frameLocator('#imbachat_holder iframe').getByRole('heading', { name: 'Conversations' }).waitFor()
  await eventually(async () => expect(await launcher(opened).isVisible()).toBe(false))
  await eventually(async () => expect(await opened.page.locator('iframe').count()).toBe(1))
})

test('PAGE-1 BuddyPress: the tab "Messages" is each user’s own chat, and one user reads nothing of another', async () => {
  const tab = '<div id="chat_messages" data-imbachat_chat_ph="1"></div>'
  const [ann, bob, eve] = [user('Ann'), user('Bob'), user('Eve')]
  const page = ({ options }: typeof ann) => `${tab}${script()}${stub(options)}`
  const anns = await visit(page(ann))
  const inTab = ({ page }: Visit) => page.frameLocator('#chat_messages iframe')
  await inTab(anns).getByRole('heading', { name: 'Conversations' }).waitFor()
  await anns.page.evaluate((id) => window.imbaApi.openDialog(id), bob.id)
  await inTab(anns).getByRole('textbox', { name: 'Message' }).fill('for Bob alone')
  await inTab(anns).getByRole('button', { name: 'Send' }).click()
  await inTab(anns).getByRole('log').getByRole('img', { name: 'Sent' }).waitFor()

  const bobs = await visit(page(bob))
  await inTab(bobs).getByText('for Bob alone').first().waitFor()
  const eves = await visit(page(eve))
  await inTab(eves).getByText('No conversations yet').waitFor()
  await eventually(async () => expect(await inTab(eves).getByText('for Bob alone').count()).toBe(0))
})

test('PAGE-1 WordPress: placeHolder turns the marked element of its block into a room under that title', async () => {
  const pipe = `public-${crypto.randomUUID()}`
  const opened = await visit(`${publicChatBlock(pipe, 'The public chat')}${script()}${stub(user('Ann').options)}`)
  await opened.page
    .locator(`[id="${pipe}"] iframe`)
    .contentFrame()
    .getByRole('heading', { name: 'The public chat' })
    .waitFor()
  await eventually(async () => expect(await opened.page.locator(`[id="${pipe}"] iframe`).count()).toBe(1))
  // the whole chat floats again
  await launcher(opened).click()
  await chat(opened).getByRole('heading', { name: 'Conversations' }).waitFor()
})

test('PAGE-1 a marked element shows nothing of the chat before the page could make it a room', async () => {
  const pipe = `public-${crypto.randomUUID()}`
  const opened = await visit(`<div id="${pipe}" data-imbachat_chat_ph="1"></div>${script()}`)
  const seen = await opened.page.evaluate(
    async ([options, id]) => {
      let seen = 'nothing'
      window.ImbaChat.on('imbaChat.loaded', () => {
        const frame = document.getElementById(id)?.firstElementChild?.shadowRoot?.querySelector('iframe')
        if (frame && getComputedStyle(frame).visibility === 'visible') seen = 'the chat'
      })
      await window.ImbaChat.load(JSON.parse(options))
      return seen
    },
    [user('Ann').options, pipe] as const,
  )
  expect(seen).toBe('nothing')
  await opened.page.locator(`[id="${pipe}"] iframe`).waitFor({ state: 'visible' })
})

test('PAGE-1 with two marked elements the first has the chat; when it becomes a room, the second', async () => {
  const pipe = `public-${crypto.randomUUID()}`
  const opened = await visit(
    `${publicChatBlock(pipe, 'The public chat')}<div id="imbachat_holder" data-imbachat_chat_ph="1"></div>${script()}${stub(user('Ann').options)}`,
  )
  await opened.page.frameLocator('#imbachat_holder iframe').getByRole('heading', { name: 'Conversations' }).waitFor()
  await opened.page.locator(`[id="${pipe}"]`).scrollIntoViewIfNeeded()
  await opened.page.locator(`[id="${pipe}"] iframe`).contentFrame().getByRole('heading').waitFor()
})

test('PAGE-4 LiveStreet: the stub runs once the document is parsed; the rest is there at once', async () => {
  const opened = await visit(`${script()}<script>
    window.notes = [typeof imbaApi, typeof imbaChat, typeof imbaChatLangJson, gettext('imbachat', 'wp_chat_with_user')]
    function imbachatWidget(opt) {
      if (!window.ImbaChat) return setTimeout(imbachatWidget, 5, opt)
      notes.push(document.readyState === 'loading' ? 'too early' : 'parsed')
      jQuery('.write')[0].addEventListener('click', function () { ImbaChat.openDialog(this.dataset.user) })
      window.ImbaChat.load(opt).then(function () { notes.push('ready') })
    }
    imbachatWidget(${user('Ann').options})
    // a page may call the object itself at once
    notes.push(typeof ImbaChat.load)
  </script>
  <script>window.jQuery = function (selector) { return document.querySelectorAll(selector) }</script>
  <button class="write" data-user="2">Write</button>`)
  await opened.page.waitForFunction(() => window.notes.includes('ready'))
  const exists = ['object', 'object', 'object', 'Chat with the user', 'function']
  await eventually(async () =>
    expect(await opened.page.evaluate(() => window.notes)).toEqual([...exists, 'parsed', 'ready']),
  )
  await opened.page.getByRole('button', { name: 'Write' }).click()
  await chat(opened).getByRole('textbox', { name: 'Message' }).waitFor()
  expect(opened.said).toEqual([])
})

test('PAGE-4 a page that calls ImbaChat right after the script, without a stub, has its calls answered', async () => {
  const ann = user('Ann')
  const opened = await visit(`${script()}<script>
    window.notes = []
    ImbaChat.load(${ann.options}).then(function () { notes.push('ready') })
    ImbaChat.openDialog(2).then(function () { notes.push('opened') })
  </script>`)
  await opened.page.waitForFunction(() => window.notes.length === 2)
  await chat(opened).getByRole('textbox', { name: 'Message' }).waitFor()
})

test('OpenCart: a seller without an id is left out of the room, and the room opens', async () => {
  const ann = user('Ann')
  const pipe = `order-${crypto.randomUUID()}`
  const opened = await visit(`${stub(ann.options)}
    <a id="ask" href="#">Ask about the order</a>
    <script>
      document.getElementById('ask').addEventListener('click', function (event) {
        event.preventDefault()
        var users = [{ user_id: undefined }, { user_id: 2 }, { name: 'nobody' }, null, '']
        imbaApi.addToRoom({ pipe: '${pipe}', title: 'Order 17', is_public: 0, type: imbaApi.room_type.conference, users_ids: users })
      })
    </script>
    ${script('async')}`)
  await opened.page.waitForFunction(() => window.imbaApi)
  await opened.page.getByText('Ask about the order').click()
  await chat(opened).getByRole('heading', { name: 'Order 17' }).waitFor()
  await chat(opened).getByText('2 members').waitFor()
})

test('WordPress: a shortcode without a slug makes a room of its own', async () => {
  const opened = await visit(`${script()}${stub(user('Ann').options)}`)
  await opened.page.waitForFunction(() => window.imbaApi)
  const [one, two] = await opened.page.evaluate(async () => {
    const make = (pipe: string) => window.imbaApi.addToRoom({ pipe, title: 'A group', is_public: '1' })
    return (await Promise.all([make(''), make('')])) as { pipe: string }[]
  })
  expect(one?.pipe).toMatch(/^.{8,}$/)
  expect(two?.pipe).not.toBe(one?.pipe)
})

test('WordPress: its group button is labelled at jQuery’s ready, before load, and a guest’s load() throws nothing', async () => {
  const opened = await visit(`${script()}<button id="join"></button><script>
    document.addEventListener('DOMContentLoaded', function () {
      document.getElementById('join').textContent = imbaChatLangJson.wp_join_group
    })
  </script>${stub('')}`)
  await opened.page.getByRole('button', { name: 'Join the group' }).waitFor()
  await opened.page.evaluate(() => new Promise<void>((ready) => window.ImbaChat.on('imbaChat.loaded', () => ready())))
  expect(opened.said).toEqual([])
})

test('October: the script in the head with defer, load by imbaApi, openDialog with a permission that is null', async () => {
  const ann = user('Ann')
  const opened = await visit(`${script('defer', '')}
    <button onclick="imbaApi.openDialog('2', null, null)">Write to Boris</button>
    <script>
      document.addEventListener('DOMContentLoaded', function () {
        imbaApi.load(Object.assign(${ann.options}, { resizable: '0', useFaviconBadge: '', updateTitle: '1', theme: 'default', language: 'eng' }))
      })
    </script>`)
  await launcher(opened).waitFor()
  await opened.page.getByRole('button', { name: 'Write to Boris' }).click()
  await chat(opened).getByRole('textbox', { name: 'Message' }).waitFor()
  expect(opened.said).toEqual([])
})
