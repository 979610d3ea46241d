import { expect } from 'bun:test'
import { storedBlock } from '../../server/src/chat/rooms/room-block.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { ownerAt, ownerOf } from '../stage/owner-page.ts'
import type { PageWithChat } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

declare const window: PageWithChat

/** A busy machine may add nobody at first: the server asks the site for users that it does not know. */
const adds = (owner: Awaited<ReturnType<typeof signIn>>, roomId: number, userId: number) =>
  eventually(async () => {
    const { added } = (await owner.request('members.add', { room_id: roomId, user_ids: [String(userId)] })) as {
      added: string[]
    }
    expect(added).toEqual([String(userId)])
  })

scene(
  'ROOM-13 a room that is deleted while a member writes says so, and what they wrote can be copied',
  async (stage) => {
    const [pia, boris] = [stage.person('Piadeleted'), stage.person('Borisdeletes')]
    const owner = await signIn(stage, stage.token(boris.id))
    const title = `Doomed ${crypto.randomUUID().slice(0, 8)}`
    const { room } = (await owner.request('room.create', { client_id: crypto.randomUUID(), title })) as {
      room: { room_id: number }
    }
    await adds(owner, room.room_id, pia.id)
    const reader = await stage.openAs(pia)
    await reader.openChat()
    await reader.openConversation(title)
    await reader.composer.fill('Half a thought')

    const page = await ownerAt(stage, reader.context, 'rooms')
    await page.getByLabel('Search groups').fill(title)
    await page.getByRole('link', { name: new RegExp(title) }).click()
    await page.getByRole('button', { name: 'Delete group' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill(title)
    await page.getByRole('dialog').getByRole('button', { name: 'Delete group' }).click()

    await reader.page.bringToFront()
    await reader.chat.getByText('This conversation was deleted.').waitFor()
    await eventually(async () => expect(await reader.composer.count()).toBe(0))
    await reader.chat.getByText('Half a thought').waitFor()
    await Promise.all([
      reader.chat.getByText('Copied').waitFor(),
      reader.chat.getByRole('button', { name: 'Copy' }).click(),
    ])
  },
)

scene('ROOM-13 a member who is removed while they write reads that, and can copy what they wrote', async (stage) => {
  const [pia, boris] = [stage.person('Piaremoved'), stage.person('Borisremoves')]
  const owner = await signIn(stage, stage.token(boris.id))
  const title = `Left ${crypto.randomUUID().slice(0, 8)}`
  const { room } = (await owner.request('room.create', { client_id: crypto.randomUUID(), title })) as {
    room: { room_id: number }
  }
  const { room_id } = room
  await adds(owner, room_id, pia.id)
  const reader = await stage.openAs(pia)
  await reader.openChat()
  await reader.openConversation(title)
  await reader.composer.fill('Half a thought')
  await owner.request('members.remove', { room_id, user_id: String(pia.id) })
  await reader.chat.getByText('You’re no longer a member.').waitFor()
  await reader.chat.locator('.lost').getByText('Half a thought').waitFor()
})

scene('ROOM-13 a member who is removed from an archived room does not read that it was deleted', async (stage) => {
  const [pia, boris] = [stage.person('Piaarchived'), stage.person('Borisarchived')]
  const owner = await signIn(stage, stage.token(boris.id))
  const title = `Archived ${crypto.randomUUID().slice(0, 8)}`
  const { room } = (await owner.request('room.create', { client_id: crypto.randomUUID(), title })) as {
    room: { room_id: number }
  }
  const { room_id } = room
  await adds(owner, room_id, pia.id)
  const reader = await stage.openAs(pia)
  await reader.openChat()
  await reader.openConversation(title)
  const moderator = await ownerOf(stage)
  await moderator.ask('widget_rooms.change', {
    params: { widget_id: stage.widgetId, room_id },
    body: { archived: true },
  })
  await eventually(async () => expect(await reader.composer.count()).toBe(0))
  await owner.request('members.remove', { room_id, user_id: String(pia.id) })
  await reader.chat.getByText('You’re no longer a member.').waitFor()
  expect(await reader.chat.getByText('This conversation was deleted.').count()).toBe(0)
})

scene("ROOMS-5 a moderator's switch during another change is stored after that change", async (stage) => {
  const title = `Switched ${crypto.randomUUID().slice(0, 8)}`
  const boris = stage.person('Borisswitched')
  const owner = await signIn(stage, stage.token(boris.id))
  await owner.request('room.create', { client_id: crypto.randomUUID(), title })
  const member = await stage.openAs(boris)
  await member.openChat()
  await member.openConversation(title)
  const page = await ownerAt(stage, member.context, 'rooms')
  await page.getByLabel('Search groups').fill(title)
  await page.getByRole('link', { name: new RegExp(title) }).click()

  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route(
    /\/rooms\/\d+$/,
    async (route) => {
      asked.resolve()
      await answered.promise
      await route.continue()
    },
    { times: 1 },
  )
  await page.getByRole('switch', { name: 'Archived' }).check()
  await asked.promise
  await page.getByRole('switch', { name: 'Archived' }).uncheck()
  await page.getByRole('switch', { name: 'Read-only' }).check()
  answered.resolve()
  await page.locator('.toasts').getByText('Saved').first().waitFor()
  const { readDb } = stage.app.store
  const stored = () => readDb.selectFrom('room').select('blocked').where('title', '=', title).execute()
  // the page says that the first change was saved, too
  await eventually(async () =>
    expect(await stored()).toEqual([{ blocked: storedBlock({ frozen: true, archived: false }) }]),
  )
})

scene('ERASE-7 a dialog with an erased person is closed, and they are not offered for new groups', async (stage) => {
  const [pia, boris] = [stage.person('Piaerases'), stage.person('Boriserased')]
  const [reader, writer] = [await stage.openAs(pia), await stage.openAs(boris)]
  await writer.openDialogWith(pia)
  await writer.write('Forget me')
  await reader.openChat()
  await reader.openConversation('Boriserased')
  const moderator = await ownerOf(stage)
  const user_id = String(boris.id)
  await moderator.ask('people.erase', { params: { widget_id: stage.widgetId }, body: { user_id, confirm: user_id } })

  await writer.chat.getByText('Your data was erased').waitFor()
  await eventually(async () =>
    expect(await writer.chat.getByRole('button', { name: 'Ask moderators to reconsider' }).count()).toBe(0),
  )
  await reader.chat.getByText('This person is no longer here.').waitFor()
  await eventually(async () => expect(await reader.composer.count()).toBe(0))
  // the name alone, in the middle of the header
  await eventually(async () => expect(await reader.chat.locator('.who-state').count()).toBe(0))
})

scene('PAGE-26 another user who is loaded without a network comes when it is back', async (stage) => {
  const [pia, boris] = [stage.person('Piaoffline'), stage.person('Borisoffline')]
  const reader = await stage.openAs(pia)
  await reader.openChat()
  await reader.chat.getByText('No conversations yet').waitFor()
  await reader.context.setOffline(true)
  await reader.page.evaluate((options) => void window.imbaApi.load(options), {
    user_id: boris.id,
    token: stage.token(boris.id),
  })
  await reader.page.getByRole('button', { name: 'Open chat' }).click()
  await reader.context.setOffline(false)
  await reader.chat.getByText('No conversations yet').waitFor()
})

scene('RULE-14 a message that a rule refused can be edited, not only sent again as it is', async (stage) => {
  const [pia, boris] = [stage.person('Piaedits'), stage.person('Borisedits')]
  const word = `forbidden${crypto.randomUUID().slice(0, 8)}`
  const lists = [{ list_id: 'x', name: 'Words', kind: 'words', action: 'refuse', entries: [word] }]
  const rules = JSON.stringify({ lists, revision: Date.now() })
  const { control } = stage.app.store
  await control.updateTable('widget').set({ rules }).where('id', '=', stage.widgetId).execute()
  try {
    const reader = await stage.openAs(pia)
    await reader.openDialogWith(boris)
    await reader.isWhole()
    const edit = reader.chat.getByRole('log').getByRole('button', { name: 'Edit', exact: true })
    await reader.write(`Say ${word}`)
    await edit.click()
    await eventually(async () => expect(await reader.composer.inputValue()).toBe(`Say ${word}`))
    await edit.waitFor({ state: 'detached' })
    await reader.composer.fill('Say something else')
    await reader.chat.getByRole('button', { name: 'Send', exact: true }).click()
    await reader.seesTick('Say something else', 'Sent', 'Delivered', 'Read')

    // an answer with formatting comes back as such, and leaves an edit that is open as it is
    const act = async (on: string, name: string) => {
      await reader.message(on).first().click({ button: 'right' })
      await reader.chat.getByRole('menuitem', { name, exact: true }).click()
    }
    await act('Say something else', 'Reply')
    await reader.write(`**Bold** ${word}`)
    await edit.first().waitFor()
    await act('Say something else', 'Edit')
    await eventually(async () => expect(await reader.composer.inputValue()).toBe('Say something else'))
    await reader.composer.fill('Say something kind')
    await edit.first().click()
    await eventually(async () => expect(await reader.composer.inputValue()).toBe(`**Bold** ${word}`))
    await edit.waitFor({ state: 'detached' })
    await reader.write('**Bold** indeed')
    await reader.message('Bold indeed').locator('strong, b').waitFor()
    await reader.message('Bold indeed').getByText('Say something else').waitFor()
    await eventually(async () => expect(await reader.composer.inputValue()).toBe('Say something kind'))
  } finally {
    await control.updateTable('widget').set({ rules: null }).where('id', '=', stage.widgetId).execute()
  }
})
