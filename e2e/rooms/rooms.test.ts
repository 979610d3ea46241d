import { expect } from 'bun:test'
import type { FrameLocator, Locator } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { holdTries, onRetry } from '../stage/held-tries.ts'
import { setOffline } from '../stage/network.ts'
import { storeMessages, storeMessagesIn } from '../stage/stored-messages.ts'
import { learnsThatItIsHidden, type PageWithChat, type Visitor } from '../stage/visitor.ts'
import { addsAll, signIn } from '../stage/wire.ts'

declare const window: PageWithChat

interface Input {
  title?: string
  isPublic?: boolean
  members?: Person[]
}

const newPipe = () => `room-${crypto.randomUUID()}`
const phone = { browser: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } }

/** As a button of the site's page does it. @returns what the page's promise resolved with */
function addToRoom(
  { page }: Visitor,
  pipe: string,
  { title, isPublic = true, members = [] }: Input = {},
): Promise<unknown> {
  const users_ids = members.map(({ id }) => ({ user_id: id }))
  const room = { pipe, title, is_public: isPublic ? '1' : '0', type: 1, users_ids }
  return page.evaluate((room) => window.imbaApi.addToRoom(room), room)
}

/** A place for the room in the site's page. @returns what stands in it */
async function placeRoom({ page }: Visitor, pipe: string, title: string): Promise<FrameLocator> {
  await page.evaluate(
    ([id, title]) => {
      document.querySelector('main')?.prepend(Object.assign(document.createElement('div'), { id, className: 'room' }))
      window.imbaApi.placeHolder(id, title)
    },
    [pipe, title] as const,
  )
  return page.frameLocator(`[id="${pipe}"] iframe`)
}

const articles = (chat: FrameLocator): Locator => chat.getByRole('log', { name: 'Messages' }).getByRole('article')
const membersButton = (chat: FrameLocator): Locator => chat.getByRole('button', { name: /^Show members/ })

async function membersOf(chat: FrameLocator): Promise<Locator> {
  await membersButton(chat).click()
  return chat.getByRole('dialog', { name: /members?$/ })
}

/** On the wire, as another device of this user: what is not the matter of the test. */
async function wire(stage: Stage, who: Person) {
  return signIn({ chatUrl: stage.chatUrl, widgetId: stage.widgetId }, stage.token(who.id))
}

scene(
  'a user who joins by a button and a user with the room in the page talk in one room, under their names',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const pipe = newPipe()
    const left = await stage.openAs(anna)
    expect(await addToRoom(left, pipe, { title: 'The quay' })).toEqual({
      room_id: expect.any(Number),
      pipe,
      title: 'The quay',
    })
    await left.chat.getByRole('heading', { name: 'The quay' }).waitFor()
    const right = await stage.openAs(boris)
    const room = await placeRoom(right, pipe, 'Its own name stays')
    await room.getByRole('heading', { name: 'The quay' }).waitFor()
    await membersButton(left.chat).getByText('2 members').waitFor()

    await left.write('Is anybody here?')
    await articles(room).filter({ hasText: 'Is anybody here?' }).waitFor()
    await eventually(async () => expect(await articles(room).first().getAttribute('aria-label')).toStartWith('Anna,'))
    await articles(room).first().getByText('Anna', { exact: true }).waitFor()
    await left.seesTick('Is anybody here?', 'Read')

    await room.getByRole('textbox', { name: 'Message' }).fill('I am')
    await room.getByRole('button', { name: 'Send' }).click()
    await left.message('I am').getByText('Boris', { exact: true }).waitFor()
    // one's own words need no name, and a place in a page has neither list nor way back
    await eventually(async () => expect(await articles(room).last().locator('.author').count()).toBe(0))
    await eventually(async () => expect(await room.getByRole('list', { name: 'Conversations' }).count()).toBe(0))
    await eventually(async () => expect(await room.getByRole('button', { name: 'Back' }).count()).toBe(0))
    expect([...left.console, ...right.console]).toEqual([])
  },
)

scene('ROOM-14 a room with data-imbachat-read is read in the page, and joined by a button', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const owner = await stage.connectAs(anna)
  await owner.openRoom(pipe, { title: 'The quay', is_public: true })
  await owner.write('Welcome to the quay')
  const reader = await stage.openAs(boris)
  await reader.page.evaluate((id) => {
    const holder = Object.assign(document.createElement('div'), { id, className: 'room' })
    holder.dataset.imbachatRead = ''
    // text of an author comes before it, with the same id
    const text = Object.assign(document.createElement('div'), { id })
    document.querySelector('main')?.prepend(text, holder)
    window.imbaApi.placeHolder(id, 'The quay')
  }, pipe)
  const room = reader.page.frameLocator(`[id="${pipe}"] iframe`)
  await articles(room).getByText('Welcome to the quay').waitFor()
  const join = room.getByRole('button', { name: 'Join' })
  await join.waitFor()
  expect(await room.getByRole('textbox', { name: 'Message' }).count()).toBe(0)
  await owner.write('Are you reading?')
  await articles(room).getByText('Are you reading?').waitFor()
  expect(await owner.memberCount()).toBe(1)
  expect(await reader.page.evaluate(() => document.title)).not.toMatch(/^\(/)

  await join.click()
  const composer = room.getByRole('textbox', { name: 'Message' })
  await composer.fill('Now I write')
  await composer.press('Enter')
  await owner.sees('Welcome to the quay', 'Are you reading?', 'Now I write')
  expect(await owner.memberCount()).toBe(2)
  expect(reader.console).toEqual([])
})

scene('a room in a page takes no focus from it', async (stage) => {
  const visitor = await stage.openAs(stage.person('Anna'))
  const room = await placeRoom(visitor, newPipe(), 'The quay')
  await room.getByRole('textbox', { name: 'Message' }).waitFor()
  await eventually(async () => expect(await visitor.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY'))
})

scene('messages of a room in the page are unread until the visitor scrolls to it', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const reader = await stage.openAs(anna)
  const room = await placeRoom(reader, pipe, 'The quay')
  await room.getByText('No messages yet').waitFor()
  await reader.page.evaluate(() => document.querySelector('main')?.lastElementChild?.scrollIntoView({ block: 'end' }))
  await learnsThatItIsHidden(room)
  const writer = await stage.connectAs(boris)
  await writer.openRoom(pipe)
  await writer.write('are you at the bottom?')
  await reader.seesUnread(1)
  await writer.seesTick('are you at the bottom?', 'Delivered')
  await reader.page.evaluate((id) => document.getElementById(id)?.scrollIntoView(), pipe)
  await writer.seesTick('are you at the bottom?', 'Read')
  await reader.seesUnread(0)
})

scene('on a phone the launcher hides while the user writes in a room of the page', async (stage) => {
  const visitor = await stage.openAs(stage.person('Anna'), phone)
  const pipe = newPipe()
  const room = await placeRoom(visitor, pipe, 'The quay')
  const box = room.getByRole('textbox', { name: 'Message' })
  const send = room.getByRole('button', { name: 'Send' })
  await box.waitFor()
  // the button to send lies where the launcher is
  await visitor.page.evaluate((id) => {
    const place = document.getElementById(id)?.getBoundingClientRect()
    if (place) scrollTo(0, place.bottom - innerHeight + 18)
  }, pipe)
  await visitor.launcher.waitFor()
  await box.tap({ position: { x: 30, y: 20 } })
  await visitor.launcher.waitFor({ state: 'hidden' })
  await box.fill('Is it warm?')
  await box.blur()
  await send.tap()
  await articles(room).filter({ hasText: 'Is it warm?' }).waitFor()
  await box.blur()
  await visitor.launcher.waitFor()

  // text that was left there needs no launcher out of sight of it, nor when its place is gone
  await box.fill('Is it deep?')
  await visitor.launcher.waitFor({ state: 'hidden' })
  await visitor.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  await visitor.launcher.waitFor()
  await visitor.page.evaluate((id) => document.getElementById(id)?.scrollIntoView(), pipe)
  await visitor.launcher.waitFor({ state: 'hidden' })
  const { id } = visitor.person
  await visitor.page.evaluate((id) => document.getElementById(id)?.remove(), pipe)
  await visitor.signInOnPage(id, stage.token(id))
  await visitor.launcher.waitFor()
})

scene('several rooms in one page share the connection of its chat', async (stage) => {
  const own: string[] = []
  const prepare = async ({ page }: Visitor) => {
    page.on('websocket', (socket) => own.push(socket.url()))
  }
  const visitor = await stage.openAs(stage.person('Anna'), { prepare })
  const [first, second] = [await placeRoom(visitor, newPipe(), 'One'), await placeRoom(visitor, newPipe(), 'Two')]
  await visitor.openChat()
  await visitor.conversations.nth(1).waitFor()
  for (const room of [first, second]) await room.getByRole('textbox', { name: 'Message' }).waitFor()
  // it is in a SharedWorker: no frame has one of its own
  expect(own).toEqual([])
})

scene('a closed group is in its members’ lists, with the last author and the unread count', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  const dmitri = stage.person('Dmitri')
  const pipe = newPipe()
  const reader = await stage.openAs(boris)
  await reader.openChat()
  await reader.chat.getByText('No conversations yet').waitFor()
  const maker = await stage.connectAs(anna)
  await maker.openRoom(pipe, { title: 'The club', user_ids: [boris.id, clara.id] })
  const row = reader.conversations.filter({ hasText: 'The club' })
  await row.waitFor()

  await maker.write('Seven o’clock')
  await row.filter({ hasText: 'Anna: Seven o’clock' }).waitFor()
  await row.getByText('1 unread').waitFor()
  await reader.seesUnread(1)
  await row.click()
  await maker.seesTick('Seven o’clock', 'Read')
  await reader.seesUnread(0)

  const outsider = await stage.openAs(dmitri)
  const refused = await addToRoom(outsider, pipe).catch((error: Error) => error.message)
  expect(refused).toContain('ImbaChat: ')
  const place = await placeRoom(outsider, pipe, 'The club')
  await place.getByText('You don’t have access to this conversation.').waitFor()
})

scene('a typing user is named, in the room and in the list', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  const pipe = newPipe()
  const maker = await stage.openAs(anna)
  await addToRoom(maker, pipe, { title: 'The club', members: [boris, clara] })
  const [first, second] = [await wire(stage, boris), await wire(stage, clara)]
  const { room } = (await first.request('room.open', { pipe })) as { room: { room_id: number } }
  /** As somebody who goes on typing: what is said of typing counts for six seconds. */
  const whileTheyType = (writers: (typeof first)[], shown: Locator) =>
    eventually(async () => {
      for (const one of writers) await one.request('typing', { room_id: room.room_id, typing: true })
      expect(await shown.count()).toBeGreaterThan(0)
    })
  await whileTheyType([first], maker.chat.getByText('Boris is typing…'))
  await whileTheyType([first, second], maker.chat.getByText('Boris and Clara are typing…'))
  await maker.chat.getByRole('button', { name: 'Back' }).click()
  await whileTheyType([first, second], maker.conversations.filter({ hasText: 'Boris and Clara are typing…' }))
})

scene(
  'a member leaves a room after a confirmation, and the others see it; a public room can be joined again',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const pipe = newPipe()
    const owner = await stage.openAs(anna)
    await addToRoom(owner, pipe, { title: 'The quay' })
    await owner.write('welcome')
    const visitor = await stage.openAs(boris)
    await addToRoom(visitor, pipe)
    await membersButton(owner.chat).getByText('2 members').waitFor()

    await (await membersOf(visitor.chat)).getByRole('button', { name: 'Leave group' }).click()
    const question = visitor.chat.getByRole('alertdialog', { name: 'Leave “The quay”?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await visitor.chat.getByRole('dialog').getByRole('button', { name: 'Leave group' }).click()
    await question.getByRole('button', { name: 'Leave' }).click()
    await visitor.chat.getByText('No conversations yet').waitFor()
    await membersButton(owner.chat).getByText('1 member', { exact: true }).waitFor()

    const room = await placeRoom(visitor, pipe, 'The quay')
    await membersButton(room).getByText('2 members').waitFor()
    const inPlace = await membersOf(room)
    await inPlace.getByRole('button', { name: 'Leave group' }).click()
    await room.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
    await room.getByText('You’re no longer a member.').waitFor()
    await owner.write('anybody?')
    await room.getByRole('button', { name: 'Join again' }).click()
    await articles(room).filter({ hasText: 'anybody?' }).waitFor()
  },
)

scene(
  'NODE-3 a member who is removed while the room is open reads so at once, and has nowhere to write',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const pipe = newPipe()
    const owner = await stage.openAs(anna)
    await addToRoom(owner, pipe, { title: 'The club', isPublic: false, members: [boris] })
    const member = await stage.openAs(boris)
    await addToRoom(member, pipe)
    await member.composer.fill('I was about to say')

    const members = await membersOf(owner.chat)
    await members.getByRole('button', { name: 'Member actions: Boris' }).click()
    await members.getByRole('menuitem', { name: 'Remove Boris' }).click()
    await owner.chat.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await member.chat.getByRole('alert').getByText('You’re no longer a member.').waitFor()
    await eventually(async () => expect(await member.composer.count()).toBe(0))
    await eventually(async () => expect(await member.chat.getByRole('button', { name: 'Join again' }).count()).toBe(0))
    await members.getByText('Boris').waitFor({ state: 'detached' })
    await eventually(async () => expect(await member.chat.locator(':focus').getAttribute('role')).toBe('alert'))

    await owner.page.keyboard.press('Escape')
    await owner.write('they are gone')
    await member.chat.getByRole('button', { name: 'Back' }).click()
    await member.chat.getByText('No conversations yet').waitFor()
    await member.seesUnread(0)
  },
)

scene('a banned user cannot come back alone', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const owner = await stage.openAs(anna)
  await addToRoom(owner, pipe, { title: 'The quay' })
  const visitor = await stage.openAs(boris)
  const room = await placeRoom(visitor, pipe, 'The quay')
  await membersButton(room).waitFor()
  const members = await membersOf(owner.chat)
  await members.getByRole('button', { name: 'Member actions: Boris' }).click()
  await members.getByRole('menuitem', { name: 'Remove Boris' }).click()
  const question = owner.chat.getByRole('alertdialog', { name: 'Remove Boris?' })
  await question.getByRole('checkbox', { name: 'Ban from group' }).check()
  await question.getByRole('button', { name: 'Remove' }).click()
  await room.getByText('You’re banned from this group.').waitFor()
  await visitor.page.reload()
  const again = await placeRoom(visitor, pipe, 'The quay')
  await again.getByText('You don’t have access to this conversation.').waitFor()
})

scene('a message that waits when its author is removed is shown as not sent', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const member = await stage.openAs(boris)
  const owner = await wire(stage, anna)
  const { room } = (await owner.request('room.open', { pipe, title: 'The club', user_ids: [boris.id] })) as {
    room: { room_id: number }
  }
  await addsAll(owner, room.room_id, [boris.id])
  await addToRoom(member, pipe)
  await member.composer.waitFor()
  await setOffline(member.context, true)
  await member.isOffline()
  await member.write('from the tunnel')
  await member.seesTick('from the tunnel', 'Will send when online')
  await owner.request('members.remove', { room_id: room.room_id, user_id: boris.id })
  await setOffline(member.context, false)
  await member.chat.getByRole('alert').getByText('You’re no longer a member.').waitFor()
  await member.seesTick('from the tunnel', 'Not sent')
  await member.chat.getByRole('button', { name: 'Back' }).click()
  const lost = member.chat.getByRole('alert').filter({ hasText: 'Not sent: you’re no longer a member' })
  await lost.getByText('from the tunnel').waitFor()
  await lost.getByRole('button', { name: 'Discard' }).click()
  await lost.waitFor({ state: 'detached' })
})

scene('a manager adds people from their dialogs to the room', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const owner = await stage.openAs(anna)
  await storeMessages(stage, anna, boris, ['do you swim?'])
  await owner.openDialogWith(boris)
  const pipe = newPipe()
  await addToRoom(owner, pipe, { title: 'The club', isPublic: false })
  const members = await membersOf(owner.chat)
  await members.getByRole('button', { name: 'Add people' }).click()
  const people = owner.chat.getByRole('dialog', { name: 'Add people' })
  await people.getByRole('checkbox', { name: 'Boris' }).check()
  await people.getByRole('button', { name: 'Add 1 person' }).click()
  await members.getByRole('button', { name: 'Message Boris' }).waitFor()
  const added = await stage.openAs(boris)
  await added.openChat()
  await added.openConversation('The club')
  await eventually(async () =>
    expect(await (await membersOf(added.chat)).getByRole('button', { name: 'Add people' }).count()).toBe(0),
  )

  await members.getByRole('button', { name: 'Message Boris' }).click()
  await owner.sees('do you swim?')
})

scene('the members are reached by keyboard, and the focus goes back to where it was', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const owner = await stage.openAs(anna)
  await addToRoom(owner, newPipe(), { title: 'The club', members: [boris] })
  await owner.composer.waitFor()
  const { keyboard } = owner.page
  const focused = owner.chat.locator(':focus')
  await membersButton(owner.chat).focus()
  await keyboard.press('Enter')
  const panel = owner.chat.getByRole('dialog', { name: '2 members' })
  await panel.getByRole('button', { name: 'Member actions: Boris' }).focus()
  await keyboard.press('Enter')
  await panel.getByRole('menuitem', { name: 'Remove Boris' }).press('Enter')
  await owner.chat.getByRole('alertdialog').waitFor()
  await eventually(async () => expect(await focused.textContent()).toBe('Cancel'))
  await keyboard.press('Escape')
  await eventually(async () => expect(await focused.getAttribute('aria-label')).toBe('Member actions: Boris'))
  await keyboard.press('Escape')
  await eventually(async () => expect(await focused.getAttribute('aria-label')).toBe('Show members: 2 members'))
  await owner.composer.waitFor()
})

/** More members than a live room has; user 0 is the owner. */
async function largeRoom(stage: Stage, pipe: string, owner: Person): Promise<number> {
  const crowd = Array.from({ length: 101 }, (_, n) => stage.person(`Guest ${n + 1}`))
  const socket = await wire(stage, owner)
  const { room } = (await socket.request('room.open', { pipe, title: 'The square', is_public: true })) as {
    room: { room_id: number }
  }
  const ids = crowd.map(({ id }) => id)
  await addsAll(socket, room.room_id, ids.slice(0, 100))
  await eventually(async () => {
    await socket.request('members.add', { room_id: room.room_id, user_ids: ids.slice(100) })
    const { member_count } = await socket.request('members.list', { room_id: room.room_id, limit: 1 })
    expect(member_count).toBe(102)
  })
  return room.room_id
}

scene('a part of the window that cannot be fetched says so, and comes when the reader presses Retry', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  let blocked = true
  const left = await stage.openAs(anna, {
    async prepare({ page }) {
      await holdTries(page)
      await page.route(/assets\/frame-chunk-/, async (route) => {
        const script = await (await route.fetch()).text()
        if (blocked && script.includes('member-who')) await route.abort()
        else await route.fallback()
      })
    },
  })
  await addToRoom(left, newPipe(), { title: 'The quay', members: [boris] })
  await membersButton(left.chat).click()
  await left.chat.getByText('Couldn’t load. Try again.').waitFor()
  await onRetry(left, () => {
    blocked = false
  })
  await left.chat.getByRole('button', { name: 'Retry' }).click()
  await left.chat.getByRole('dialog', { name: '2 members' }).getByText('Boris').waitFor()
})

scene('a name in the timeline opens the person, with a way to message them', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const left = await stage.openAs(anna)
  await addToRoom(left, pipe, { title: 'The quay', members: [boris] })
  const socket = await wire(stage, boris)
  const { room } = (await socket.request('room.open', { pipe })) as { room: { room_id: number } }
  await socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'ahoy' })
  await left.message('ahoy').getByRole('button', { name: 'Boris' }).click()
  const person = left.chat.getByRole('dialog', { name: 'Boris' })
  await eventually(async () => expect(await faults(left)).toEqual([]))
  await person.getByRole('button', { name: 'Message' }).click()
  await left.chat.getByRole('heading', { name: 'Boris' }).waitFor()
})

scene('members of a live room are in the order of presence, role and name', async (stage) => {
  const [anna, boris, clara, dmitri] = ['Anna', 'Boris', 'Clara', 'Dmitri'].map((name) => stage.person(name)) as [
    Person,
    Person,
    Person,
    Person,
  ]
  const left = await stage.openAs(clara)
  await addToRoom(left, newPipe(), { title: 'The quay', members: [dmitri, boris, anna] })
  const socket = await wire(stage, dmitri)
  const { room } = (await socket.request('dialog.open', { user_id: clara.id })) as { room: { room_id: number } }
  await socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'I am here' })
  const members = await membersOf(left.chat)
  await eventually(async () =>
    expect(await members.locator('.member-name > bdi:first-child').allInnerTexts()).toEqual([
      'Dmitri',
      'Clara',
      'Anna',
      'Boris',
    ]),
  )
})

scene('ROOM-5 a large room counts its members, shows authors, and notifies nobody', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const roomId = await largeRoom(stage, pipe, anna)
  const visitor = await stage.openAs(boris)
  await addToRoom(visitor, pipe)
  await membersButton(visitor.chat).getByText('103 members').waitFor()
  await visitor.write('hello everybody')
  await visitor.seesTick('hello everybody', 'Sent')
  await visitor.chat.getByRole('button', { name: 'Back' }).click()

  const speaker = await wire(stage, anna)
  const say = (text: string) =>
    speaker.request('message.send', { room_id: roomId, client_id: crypto.randomUUID(), text })
  await say('one')
  await say('two')
  const row = visitor.conversations.filter({ hasText: 'The square' })
  await row.filter({ hasText: 'Anna: two' }).waitFor()
  await row.getByText('2 unread').waitFor()
  await visitor.seesUnread(0)

  await row.click()
  const members = await membersOf(visitor.chat)
  await eventually(async () => {
    await members.getByRole('listitem').last().scrollIntoViewIfNeeded()
    expect(await members.getByRole('listitem').count()).toBe(103)
  })
})

scene('a burst of messages in a room is drawn once a frame of the screen', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const pipe = newPipe()
  const visitor = await stage.openAs(boris)
  await addToRoom(visitor, pipe, { title: 'The quay' })
  // nobody may send so much alone
  const speakers = await Promise.all(
    [anna, stage.person('Clara'), stage.person('Dmitri')].map((who) => wire(stage, who)),
  )
  const rooms = await Promise.all(speakers.map((one) => one.request('room.open', { pipe })))
  const { room } = rooms[0] as { room: { room_id: number } }
  const say = (text: string) =>
    speakers.map((one) => one.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text }))
  await Promise.all(say('before'))
  await visitor.message('before').nth(2).waitFor()

  const log = visitor.chat.getByRole('log', { name: 'Messages' })
  const counts = await log.evaluateHandle((element) => {
    const counted = { changes: 0, frames: 0, begun: performance.now(), ms: 0 }
    new MutationObserver(() => counted.changes++).observe(element, { childList: true, subtree: true })
    const count = () => {
      counted.frames++
      counted.ms = performance.now() - counted.begun
      requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
    return counted
  })
  await Promise.all(Array.from({ length: 150 }, (_, n) => say(`message ${n}`)).flat())
  await Promise.all(say('the last of them'))
  await visitor.message('the last of them').nth(2).waitFor()
  const { changes, frames, ms } = await counts.jsonValue()
  // a frame that a busy browser does not draw counts as drawn after a quarter of a second
  expect(changes).toBeLessThanOrEqual(frames + 1 + Math.ceil(ms / 250))
})

/** A room with as many people as it takes to see every colour of names; each says hello. */
let club: Promise<{ anna: Person; pipe: string }> | null = null

async function makeClub(stage: Stage): Promise<{ anna: Person; pipe: string }> {
  const anna = stage.person('Anna')
  const others = Array.from({ length: 12 }, (_, n) => stage.person(`Person ${n + 1}`))
  const pipe = newPipe()
  const owner = await wire(stage, anna)
  const input = { pipe, title: 'The club', user_ids: others.map(({ id }) => id) }
  const { room } = (await owner.request('room.open', input)) as { room: { room_id: number } }
  await addsAll(owner, room.room_id, input.user_ids)
  owner.close()
  for (const other of others) await storeMessagesIn(stage, room.room_id, other, [`I am ${other.name}`])
  return { anna, pipe }
}

// `access.test.ts` checks a window, in both themes
for (const [where, how] of [
  ['inline, wide and dark', { query: 'inline&theme=dark', browser: { viewport: { width: 1280, height: 1000 } } }],
  ['on a phone, in Russian', { ...phone, query: 'language=ru' }],
] as const) {
  scene(`assistive technology finds no fault in a room ${where}`, async (stage) => {
    club ??= makeClub(stage)
    const { anna, pipe } = await club
    const reader = await stage.openAs(anna, how)
    await addToRoom(reader, pipe)
    await reader.chat.getByRole('article').first().waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await reader.chat.locator('.who-button').click()
    await reader.chat.getByRole('dialog').getByText('Person 12').waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await reader.chat
      .getByRole('dialog')
      .getByRole('button', { name: /Person 3$/ })
      .last()
      .click()
    await reader.chat.getByRole('menuitem', { name: /Person 3/ }).click()
    await reader.chat.getByRole('alertdialog').waitFor()
    await eventually(async () => expect(await faults(reader)).toEqual([]))
  })
}
