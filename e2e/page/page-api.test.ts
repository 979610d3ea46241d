import { afterEach, beforeAll, expect, test } from 'bun:test'
import type { BrowserContextOptions, Page } from 'playwright-core'
import type { ImbaChat } from '../../widget/src/loader/chat.ts'
import { type Embedding, embedding, type Visit } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { person } from '../stage/harness.ts'
import { signIn } from '../stage/wire.ts'

declare const window: { ImbaChat: ImbaChat; notes: [event: string, detail: unknown][] }

let world: Embedding
const visits: Visit[] = []

beforeAll(async () => {
  world = await embedding()
})
afterEach(async () => {
  for (const { context } of visits.splice(0)) await context.close()
})

async function visit(html: string, options?: BrowserContextOptions): Promise<Visit> {
  const policy = `default-src 'none'; script-src 'nonce-n' ${world.chatUrl}; frame-src ${world.chatUrl}`
  const url = await world.serve(
    `<!doctype html><html lang="en"><title>Page</title><body><script nonce="n" src="${world.script}"></script>${html}`,
    { headers: { 'content-security-policy': policy } },
  )
  const opened = await world.open(url, options)
  visits.push(opened)
  return opened
}

const noting = (...events: string[]) => `<script nonce="n">
  var notes = [], events = ${JSON.stringify(events)}
  events.forEach(function (event) {
    ImbaChat.on(event, function (detail) { notes.push([event, detail]) })
  })
</script>`

const notes = (page: Page) => page.evaluate(() => window.notes)
const frame = (page: Page) => page.frameLocator('iframe:is([title="Chat"], [title="Чат"])')
const load = (page: Page, token: string) => page.evaluate((token) => window.ImbaChat.load({ token }), token)

interface Sent {
  seq: number
}

test('PAGE-16 a page learns of window, conversations, messages and counts by ids', async () => {
  const [ann, bob] = [person(world.demo, 'Ann of events'), person(world.demo, 'Bob of events')]
  const events = ['message.new', 'unread.changed', 'dialog.opened', 'chat.opened', 'chat.closed', 'error']
  const { page, said } = await visit(noting(...events))
  await load(page, world.token(ann.id))
  await eventually(async () => expect(await notes(page)).toEqual([['unread.changed', { rooms: 0 }]]))
  const socket = await signIn(world, world.token(bob.id))
  const { room } = (await socket.request('dialog.open', { user_id: ann.id })) as { room: { room_id: number } }
  const { room_id } = room
  // the frame tells of messages from the moment when it knows that the page listens
  await eventually(async () => {
    const text = 'a secret'
    const { seq } = (await socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text })) as Sent
    await eventually(
      async () => expect(await notes(page)).toContainEqual(['message.new', { room_id, seq, sender_id: `${bob.id}` }]),
      1_000,
    )
  })
  await eventually(async () => expect(await notes(page)).toContainEqual(['unread.changed', { rooms: 1 }]))
  await eventually(async () => expect(await page.evaluate(() => window.ImbaChat.getUnreadCount())).toBe(1))
  const before = (await notes(page)).length
  await page.evaluate((id) => window.ImbaChat.openDialog(id), bob.id)
  await frame(page).getByText('a secret').last().waitFor()
  await eventually(async () => {
    expect((await notes(page)).slice(before).toSorted()).toEqual([
      ['chat.opened', {}],
      ['dialog.opened', { room_id, user_id: `${bob.id}` }],
      ['unread.changed', { rooms: 0 }],
    ])
  })
  await page.evaluate(() => window.ImbaChat.closeChat())
  const code = await page.evaluate(() => window.ImbaChat.openDialog('').catch((error: { code: string }) => error.code))
  await eventually(async () => {
    const rest = (await notes(page)).slice(before + 3)
    expect(rest).toContainEqual(['chat.closed', {}])
    expect(rest).toContainEqual(['error', { code }])
  })
  expect(JSON.stringify(await notes(page))).not.toContain('secret')
  expect(said.filter((line) => !line.includes('ImbaChat:'))).toEqual([])
})

test('PAGE-23 a page receives message.sent for what its user wrote in it, and not for another device', async () => {
  const [ann, bob] = [person(world.demo, 'Ann who sends'), person(world.demo, 'Bob who reads')]
  const { page } = await visit(noting('message.sent', 'message.new'))
  await load(page, world.token(ann.id))
  const { room_id } = await page.evaluate((id) => window.ImbaChat.openDialog(id), bob.id)
  const socket = await signIn(world, world.token(ann.id))
  await socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'from another device' })
  await frame(page).getByText('from another device').last().waitFor()
  await frame(page).getByRole('textbox', { name: 'Message' }).fill('a secret')
  await frame(page).getByRole('button', { name: 'Send', exact: true }).click()
  await eventually(async () => expect(await notes(page)).toEqual([['message.sent', { room_id, seq: 2 }]]))
})

test('PAGE-16 off ends listening; an unknown event is named in the console', async () => {
  const { page, said } = await visit(noting('unread.changed'))
  await page.evaluate(() => {
    const note = (text: string) => () => window.notes.push([text, null])
    const gone = note('gone')
    window.ImbaChat.on('unread.changed', gone)
    window.ImbaChat.on('unread.changed', note('stays'))
    window.ImbaChat.off('unread.changed', gone)
    window.ImbaChat.on('chat.opened', note('opened'))
    window.ImbaChat.off('chat.opened')
    window.ImbaChat.on('mesage.new' as 'message.new', gone)
  })
  await load(page, world.token(person(world.demo, 'Off').id))
  await page.evaluate(() => window.ImbaChat.openChat())
  await eventually(async () => expect((await notes(page)).map(([event]) => event)).toEqual(['unread.changed', 'stays']))
  await eventually(async () => expect(said.join()).toContain('there is no event "mesage.new"'))
})

test('PAGE-16 listeners still get events after the frame was reloaded', async () => {
  const [ann, bob] = [person(world.demo, 'Ann of reloads'), person(world.demo, 'Bob of reloads')]
  const { page } = await visit(`<div id="place"></div>${noting('message.new', 'unread.changed')}`)
  await load(page, world.token(ann.id))
  await page.evaluate(() => window.ImbaChat.createInbox('place'))
  await frame(page).getByRole('button').first().waitFor()
  const socket = await signIn(world, world.token(bob.id))
  const { room } = (await socket.request('dialog.open', { user_id: ann.id })) as { room: { room_id: number } }
  // the new frame, too, tells of messages from the moment when it knows that the page listens
  await eventually(async () => {
    const sent = { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'still there?' }
    await socket.request('message.send', sent)
    await eventually(async () => expect((await notes(page)).map(([event]) => event)).toContain('message.new'), 1_000)
  })
  await eventually(async () =>
    expect((await notes(page)).filter(([event]) => event === 'unread.changed')).toEqual([
      ['unread.changed', { rooms: 0 }],
      ['unread.changed', { rooms: 1 }],
    ]),
  )
})

test('PAGE-17 the language that the page sets last stays, also right after a look', async () => {
  const ann = person(world.demo, 'Ann of two languages')
  const { page } = await visit('')
  await load(page, world.token(ann.id))
  await page.evaluate(() => window.ImbaChat.openChat())
  for (const [language, heading] of [
    ['ru', 'Чаты'],
    ['en', 'Conversations'],
  ] as const) {
    await page.evaluate((language) => {
      void window.ImbaChat.setTheme({ mode: 'dark' })
      return window.ImbaChat.setLanguage(language)
    }, language)
    await frame(page).getByRole('heading', { name: heading }).waitFor()
  }
})

test('PAGE-17 setTheme and setLanguage change launcher, window and rooms without a reload', async () => {
  const { page, said } = await visit('<div id="quay-of-themes"></div>')
  await page.evaluate(() => window.ImbaChat.placeHolder('quay-of-themes', 'Quay'))
  await load(page, world.token(person(world.demo, 'Themed').id))
  await page.getByRole('button', { name: 'Open chat' }).click()
  await frame(page).getByRole('heading', { name: 'Conversations' }).waitFor()
  const room = page.frameLocator('#quay-of-themes iframe')
  await room.getByRole('heading', { name: 'Quay' }).waitFor()
  const frames = page.frames().filter((one) => one.url().includes('/frame?'))
  await Promise.all(frames.map((one) => one.evaluate(() => document.documentElement.classList.add('not-reloaded'))))
  await page.evaluate(() => window.ImbaChat.setTheme({ mode: 'dark', accent: '#0f766e', radius: 2 }))
  for (const root of [frame(page).locator(':root'), room.locator(':root')]) {
    await eventually(async () => {
      const looks = await root.evaluate((element) => ({
        theme: element.dataset.theme,
        accent: getComputedStyle(element).getPropertyValue('--accent'),
        same: element.classList.contains('not-reloaded'),
      }))
      expect(looks).toEqual({ theme: 'dark', accent: '#0f766e', same: true })
    })
  }
  await page.evaluate(() => window.ImbaChat.setTheme(null))
  await eventually(async () => {
    const root = frame(page).locator(':root')
    expect(await root.getAttribute('data-theme')).toBe('default')
    expect(await root.evaluate((one) => getComputedStyle(one).getPropertyValue('--accent'))).toBe('#2a5fe0')
  })
  await page.evaluate(() => window.ImbaChat.setLanguage('ru'))
  await frame(page).getByRole('heading', { name: 'Чаты' }).waitFor()
  await page.getByRole('button', { name: 'Закрыть чат' }).waitFor()
  await eventually(async () =>
    expect(await frame(page).locator(':root').getAttribute('class')).toContain('not-reloaded'),
  )
  expect(said).toEqual([])
})

test('a page without a launcher opens the chat by calls', async () => {
  const { page } = await visit('')
  await page.evaluate(
    (token) => window.ImbaChat.load({ token, launcher: false }),
    world.token(person(world.demo, 'Bare').id),
  )
  await eventually(async () => expect(await page.getByRole('button', { name: 'Open chat' }).count()).toBe(0))
  await page.evaluate(() => window.ImbaChat.openChat())
  await frame(page).getByRole('heading', { name: 'Conversations' }).waitFor()
})
