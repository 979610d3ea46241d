import { afterEach, beforeAll, expect, test } from 'bun:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'

declare const window: { ImbaChat: ImbaChat; mounts: { destroy(): void }[] }

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

/** Nothing but what embedding.md asks for; Trusted Types without any policy. */
const policy = () =>
  [
    "default-src 'none'",
    `script-src 'nonce-n' ${world.chatUrl}`,
    `frame-src ${world.chatUrl}`,
    "style-src 'nonce-n'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

async function visit(html: string, options?: BrowserContextOptions): Promise<Visit> {
  const url = await world.serve(
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Page</title>
    <style nonce="n">.place { height: 560px }</style><body>
    <script nonce="n" src="${world.script}"></script>${html}`,
    { headers: { 'content-security-policy': policy() } },
  )
  const opened = await world.open(url, options)
  visits.push(opened)
  return opened
}

const load = (page: Page, name: string) => {
  const { id } = person(world.demo, name)
  return page.evaluate((token) => window.ImbaChat.load({ token }), world.token(id))
}
const inside = (page: Page, id: string) => page.frameLocator(`#${id} iframe`)
const launcher = (page: Page) => page.getByRole('button', { name: 'Open chat' })
const frames = (page: Page) => page.frames().length - 1

test('MOUNT-1 createInbox shows the chat in an element, list and conversation side by side', async () => {
  const { page, said } = await visit('<div id="inbox" class="place"></div>')
  await load(page, 'Ines')
  const bob = person(world.demo, 'Bob of the inbox')
  await page.evaluate(() => window.ImbaChat.createInbox('inbox'))
  await page.evaluate((id) => window.ImbaChat.openDialog(id), bob.id)
  const inbox = inside(page, 'inbox')
  await inbox.getByRole('heading', { name: 'Bob of the inbox' }).waitFor()
  await inbox.getByRole('heading', { name: 'Conversations' }).waitFor()
  await eventually(async () => expect(await launcher(page).count()).toBe(0))
  await eventually(() => expect(frames(page)).toBe(1))
  expect(said).toEqual([])
})

test('MOUNT-1 an inbox that the page makes while it loads is loaded once', async () => {
  const { page } = await visit('')
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/frame?') && asked.push(request.url()))
  await page.evaluate(
    (token) => {
      document.body.append(Object.assign(document.createElement('div'), { id: 'inbox', className: 'place' }))
      void window.ImbaChat.load({ token })
      return window.ImbaChat.createInbox('inbox')
    },
    world.token(person(world.demo, 'Ida').id),
  )
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  expect(asked.length).toBe(1)
})

test('MOUNT-2 createChatbox shows one conversation; all frames share one connection', async () => {
  const { page, said } = await visit(
    '<div id="one" class="place"></div><div id="two" class="place"></div><div id="three" class="place"></div>',
  )
  const own: string[] = []
  page.on('websocket', (socket) => own.push(socket.url()))
  await load(page, 'Mona')
  const bob = person(world.demo, 'Bob of chatboxes')
  const room_id = await page.evaluate(async (user) => {
    await window.ImbaChat.createChatbox('one', { user, context: { id: 'bike', title: 'Red bicycle' } })
    await window.ImbaChat.createChatbox(document.querySelector('#two') as Element, {
      pipe: 'chatboxes',
      title: 'Harbour',
    })
    const { room_id } = await window.ImbaChat.openDialog(user)
    window.ImbaChat.closeChat()
    await window.ImbaChat.createChatbox('three', { room: room_id })
    return room_id
  }, bob.id)
  expect(room_id).toBeGreaterThan(0)
  await inside(page, 'one').getByRole('textbox', { name: 'Message' }).fill('about the bicycle')
  await inside(page, 'one').getByRole('button', { name: 'Send' }).click()
  await inside(page, 'one').getByText('Red bicycle').first().waitFor()
  await page.locator('#two').scrollIntoViewIfNeeded()
  await inside(page, 'two').getByRole('heading', { name: 'Harbour' }).waitFor()
  await page.locator('#three').scrollIntoViewIfNeeded()
  await inside(page, 'three').getByRole('heading', { name: 'Bob of chatboxes' }).waitFor()
  await eventually(async () => expect(await inside(page, 'three').getByText('about the bicycle').count()).toBe(0))
  await launcher(page).waitFor()
  // the one of the SharedWorker is not the page's
  expect(own).toEqual([])
  expect(said).toEqual([])
})

test('MOUNT-3 a place whose element leaves the page is free, and can be taken again', async () => {
  const { page, said } = await visit('<div id="inbox" class="place"></div><div id="box" class="place"></div>')
  await load(page, 'Lea')
  await page.evaluate(async () => {
    await window.ImbaChat.createInbox('inbox')
    await window.ImbaChat.createChatbox('box', { pipe: 'leaving', title: 'Leaving' })
  })
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.evaluate(() => {
    for (const id of ['inbox', 'box']) document.getElementById(id)?.remove()
  })
  await launcher(page).waitFor()
  await eventually(async () => expect(frames(page)).toBe(1))
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('div'), { id: 'inbox', className: 'place' }))
    return window.ImbaChat.createInbox('inbox')
  })
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  await eventually(async () => expect(await launcher(page).count()).toBe(0))
  expect(said).toEqual([])
})

test('MOUNT-3 a chat that a script moved or emptied comes back to its element', async () => {
  const { page } = await visit('<div id="inbox" class="place"></div><section id="box" class="place"></section>')
  await load(page, 'Mo')
  await page.evaluate(async () => {
    await window.ImbaChat.createInbox('inbox')
    await window.ImbaChat.createChatbox('box', { pipe: 'moving', title: 'Moving' })
    for (const id of ['inbox', 'box']) document.getElementById(id)?.replaceChildren()
  })
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.evaluate(() => {
    const box = document.getElementById('box') as HTMLElement
    box.remove()
    document.body.prepend(box)
  })
  await inside(page, 'box').getByRole('heading', { name: 'Moving' }).waitFor()
})

test('MOUNT-3 a script that takes the chat away each time hangs no page', async () => {
  const { page } = await visit('<div id="inbox" class="place"></div>')
  await load(page, 'Ulla')
  await page.evaluate(async () => {
    const inbox = document.getElementById('inbox') as HTMLElement
    const counted = { times: 0 }
    Object.assign(window, { counted })
    new MutationObserver(() => {
      if (!inbox.firstChild) return
      counted.times++
      inbox.replaceChildren()
    }).observe(inbox, { childList: true })
    await window.ImbaChat.createInbox('inbox')
  })
  const times = () => page.evaluate(() => (window as unknown as { counted: { times: number } }).counted.times)
  await eventually(async () => expect(await times()).toBeGreaterThan(3))
  expect(await times()).toBeLessThan(12)
})

test('MOUNT-4 an element that is taken twice is free when both handles are destroyed', async () => {
  const { page } = await visit('<div id="inbox" class="place"></div>')
  await load(page, 'Ria')
  await page.evaluate(async () => {
    const asked = [window.ImbaChat.createInbox('inbox')]
    const gone = asked[0]?.then(({ destroy }) => destroy())
    asked.push(window.ImbaChat.createInbox('inbox'))
    window.mounts = await Promise.all(asked)
    await gone
  })
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.evaluate(() => window.mounts[0]?.destroy())
  await eventually(async () => expect(await page.locator('#inbox iframe').count()).toBe(1))
  await page.evaluate(() => window.mounts[1]?.destroy())
  await launcher(page).waitFor()
  await eventually(async () => expect(await page.locator('#inbox iframe').count()).toBe(0))
})

test('MOUNT-5 a wrong element or conversation is refused by name', async () => {
  const { page } = await visit('<div id="box"></div>')
  await load(page, 'Wanda')
  const refusals = await page.evaluate(async () => {
    const { createInbox, createChatbox } = window.ImbaChat
    const asked = [
      createInbox('nowhere'),
      createInbox(document.createElement('p')),
      createInbox(null as never),
      createChatbox('box', {} as never),
      createChatbox('box', { room: 'x' as never }),
      createChatbox('box', { room: 1, user: 2 } as never),
    ]
    return Promise.all(
      asked.map((one) => one.catch((error: Error & { code: string }) => `${error.code} ${error.message}`)),
    )
  })
  expect(refusals).toEqual([
    'invalid_field ImbaChat: createInbox: expects an element of the page or its id, not "nowhere"',
    'invalid_field ImbaChat: createInbox: expects an element of the page or its id, not an object',
    'invalid_field ImbaChat: createInbox: expects an element of the page or its id, not null',
    'invalid_field ImbaChat: createChatbox: expects one of room (its id), user (their id) and pipe',
    'invalid_field ImbaChat: createChatbox: room must be a number, not "x"',
    'invalid_field ImbaChat: createChatbox: expects one of room (its id), user (their id) and pipe',
  ])
})

test('MOUNT-6 another user has their own chat in the same places', async () => {
  const { page, said } = await visit('<div id="inbox" class="place"></div><div id="box" class="place"></div>')
  await load(page, 'First of two')
  await page.evaluate(async (pipe) => {
    await window.ImbaChat.createInbox('inbox')
    await window.ImbaChat.createChatbox('box', { pipe, title: 'Switching' })
  }, crypto.randomUUID())
  await inside(page, 'box').getByRole('textbox', { name: 'Message' }).waitFor()
  await load(page, 'Second of two')
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  await inside(page, 'box')
    .getByRole('button', { name: /2 members/ })
    .waitFor()
  await page.evaluate(() => window.ImbaChat.logout())
  await eventually(async () => expect(await page.locator('iframe').count()).toBe(0))
  await load(page, 'Third of two')
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.evaluate(() => window.ImbaChat.destroy())
  await eventually(async () => expect(await page.locator('iframe').count()).toBe(0))
  expect(said.filter((line) => !/user_changed|logged_out|destroyed/.test(line))).toEqual([])
})

test('MOUNT-6 a place that is asked for just before another user comes shows that user’s chat', async () => {
  const { page } = await visit('<div id="inbox" class="place"></div>')
  const { id } = person(world.demo, 'Nadia who came')
  await page.evaluate(async (token) => {
    window.ImbaChat.load().catch(() => {})
    const mount = window.ImbaChat.createInbox('inbox')
    window.ImbaChat.load({ token }).catch(() => {})
    await mount
  }, world.token(id))
  await inside(page, 'inbox').getByRole('heading', { name: 'Conversations' }).waitFor()
})

test('MOUNT-3 a call that was made in a place opens no window once the place has left', async () => {
  const { page } = await visit('<div id="inbox" class="place"></div>')
  await load(page, 'Xenia')
  const peer = person(world.demo, 'Peer of the place')
  await page.evaluate(async (id) => {
    await window.ImbaChat.createInbox('inbox')
    await window.ImbaChat.openDialog(id)
  }, peer.id)
  await inside(page, 'inbox').getByRole('heading', { name: 'Peer of the place' }).waitFor()
  await page.evaluate(() => document.getElementById('inbox')?.remove())
  await launcher(page).waitFor()
})

test('MOUNT-3 a chat whose holder has left is closed at once, and stands in the next holder', async () => {
  const { page } = await visit('<div id="old" class="place"></div><div id="new" class="place"></div>')
  const { id } = person(world.demo, 'Yara')
  const token = world.token(id)
  await page.evaluate(
    (token) =>
      window.ImbaChat.load({ token, holder_ex: document.getElementById('old') as HTMLElement, holder_ph: 'new' }),
    token,
  )
  await inside(page, 'old').getByRole('heading', { name: 'Conversations' }).waitFor()
  await page.evaluate((token) => {
    document.getElementById('old')?.remove()
    return window.ImbaChat.load({ token })
  }, token)
  await inside(page, 'new').getByRole('heading', { name: 'Conversations' }).waitFor()
  const isOpen = await page.evaluate((token) => {
    document.getElementById('new')?.remove()
    window.ImbaChat.load({ token }).catch(() => {})
    return document.querySelector('html > div.float')?.shadowRoot?.querySelector('div')?.classList.contains('open')
  }, token)
  expect(isOpen).toBe(false)
  await launcher(page).waitFor()
})

test('MOUNT-3 an element that the page attaches after load takes the chat', async () => {
  const { page } = await visit('')
  const { id } = person(world.demo, 'Wim who attaches')
  await page.evaluate((token) => {
    const holder_ex = document.createElement('div')
    holder_ex.id = 'late'
    holder_ex.className = 'place'
    window.ImbaChat.load({ token, holder_ex }).catch(() => {})
    document.body.append(holder_ex)
  }, world.token(id))
  await inside(page, 'late').getByRole('heading', { name: 'Conversations' }).waitFor()
})

test('a token by tokenProvider alone is renewed, and asked for again by load, without another frame', async () => {
  const { page, said } = await visit('')
  const { id } = person(world.demo, 'Zoe of the provider')
  const asked = page.evaluate(
    async ([ended, fresh]) => {
      let times = 0
      const tokenProvider = async () => (times++ === 0 ? ended : fresh)
      await window.ImbaChat.load({ tokenProvider })
      await window.ImbaChat.load({ tokenProvider })
      window.ImbaChat.openChat()
      return times
    },
    [world.token(id, -3_600), world.token(id)] as const,
  )
  await page.locator('iframe').waitFor({ state: 'attached' })
  const frame = await page.locator('iframe').elementHandle()
  expect(await asked).toBe(2)
  await page.frameLocator('iframe').getByRole('heading', { name: 'Conversations' }).waitFor()
  expect(await frame?.evaluate((one) => one.isConnected)).toBe(true)
  expect(said.filter((line) => /user_changed/.test(line))).toEqual([])
})

test('MOUNT-2 a conversation that was asked for without the network comes once it is back', async () => {
  const { page, context } = await visit('<div id="box" class="place"></div>')
  await load(page, 'Odin')
  await page.evaluate(() => window.ImbaChat.getUnreadCount())
  await context.setOffline(true)
  await page.evaluate(() =>
    window.ImbaChat.createChatbox('box', { pipe: 'after-the-tunnel', title: 'After the tunnel' }),
  )
  await eventually(() => expect(page.frames().some((frame) => frame.url().startsWith('chrome-error'))).toBe(true))
  await context.setOffline(false)
  await inside(page, 'box').getByRole('textbox', { name: 'Message' }).waitFor()
})

test('MOUNT-14 a dialog that is deleted in its chatbox stays open, without its messages', async () => {
  const { page } = await visit('<div id="box" class="place"></div>')
  await load(page, 'Dana')
  const bob = person(world.demo, 'Bob of the deleted chatbox')
  await page.evaluate((user) => window.ImbaChat.createChatbox('box', { user }), bob.id)
  const box = inside(page, 'box')
  const write = async (text: string) => {
    await box.getByRole('textbox', { name: 'Message' }).fill(text)
    await box.getByRole('button', { name: 'Send' }).click()
    await box.getByRole('article').filter({ hasText: text }).waitFor()
  }
  await write('before')
  await box.getByRole('button', { name: 'Conversation actions' }).click()
  await box.getByRole('menuitem', { name: 'Delete' }).click()
  await box.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await eventually(async () => expect(await box.getByRole('alertdialog').count()).toBe(0))
  await eventually(async () => expect(await box.getByRole('article').count()).toBe(0))
  await write('after')
})

test('MOUNT-14 a conversation that is left in its chatbox says so, and can be joined again', async () => {
  const { page } = await visit('<div id="box" class="place"></div>')
  await load(page, 'Lev')
  await page.evaluate(() => window.ImbaChat.createChatbox('box', { pipe: 'left-in-its-place', title: 'Left' }))
  const box = inside(page, 'box')
  await box.getByRole('textbox', { name: 'Message' }).waitFor()
  await box.getByRole('button', { name: 'Conversation actions' }).click()
  await box.getByRole('menuitem', { name: 'Leave' }).click()
  await box.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
  await box.getByText('You’re no longer a member.').waitFor()
  await box.getByRole('button', { name: 'Join again' }).click()
  await box.getByRole('textbox', { name: 'Message' }).waitFor()
})

test('MOUNT-14 a request that is declined in its chatbox is over there', async () => {
  const { page } = await visit('<div id="box" class="place"></div>')
  const [ann, cleo] = [person(world.demo, 'Ann who asks'), person(world.demo, 'Cleo')]
  const { widgetId, app } = world
  const dialog = { widget_id: widgetId, user_id: String(ann.id), peer_id: String(cleo.id), needAccess: true }
  const { room_id } = await app.store.chat.openDialog(dialog)
  const message = {
    widget_id: widgetId,
    room_id,
    sender_id: String(ann.id),
    client_id: crypto.randomUUID(),
    text: 'may I?',
  }
  await app.store.chat.appendMessage({ ...message, reply_to: null })
  await page.evaluate((token) => window.ImbaChat.load({ token }), world.token(cleo.id))
  await page.evaluate((room) => window.ImbaChat.createChatbox('box', { room }), room_id)
  const box = inside(page, 'box')
  await box.getByRole('button', { name: 'Decline' }).click()
  await box.getByText('You’re no longer a member.').waitFor()
})
