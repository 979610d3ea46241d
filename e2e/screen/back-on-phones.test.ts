import { expect } from 'bun:test'
import { devices, type Locator } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { attach, picture, seesPicture, send } from '../stage/files.ts'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

const { defaultBrowserType: _, ...phone } = devices['Pixel 7'] ?? {}

const button = ({ chat }: Visitor, name: string | RegExp) => chat.getByRole('button', { name, exact: true })
const item = ({ chat }: Visitor, name: string) => chat.getByRole('menuitem', { name, exact: true })
const sheet = ({ chat }: Visitor, name: string | RegExp) => chat.getByRole('dialog', { name })

async function ofMessage(visitor: Visitor, name: string): Promise<void> {
  await visitor.message('Look at this').click({ button: 'right' })
  await item(visitor, name).tap()
}

interface Layer {
  open(visitor: Visitor): Promise<void>
  shown(visitor: Visitor): Locator
}

const opens = (open: Layer['open'], shown: Layer['shown']): Layer => ({ open, shown })

/** What lies over the conversation. */
const OVER_ROOM: Record<string, Layer> = {
  viewer: opens(
    async (visitor) => (await seesPicture(visitor, 'boat.png')).tap(),
    ({ chat }) => chat.locator('dialog.viewer'),
  ),
  'message menu': opens(
    (visitor) => visitor.message('Look at this').click({ button: 'right' }),
    ({ chat }) => chat.getByRole('menu'),
  ),
  forwarding: opens(
    (visitor) => ofMessage(visitor, 'Forward'),
    (visitor) => sheet(visitor, /Forward/),
  ),
  selection: opens(
    (visitor) => ofMessage(visitor, 'Select'),
    ({ chat }) => chat.locator('.selection-bar'),
  ),
  'conversation menu': opens(
    (visitor) => button(visitor, 'Conversation actions').tap(),
    ({ chat }) => chat.getByRole('menu'),
  ),
  search: opens(
    async (visitor) => {
      await button(visitor, 'Conversation actions').tap()
      await visitor.chat.getByRole('menuitem', { name: 'Search' }).tap()
    },
    ({ chat }) => chat.getByRole('searchbox', { name: 'Search messages' }),
  ),
  emoji: opens(
    (visitor) => button(visitor, 'Emoji').tap(),
    ({ chat }) => chat.locator('.emoji-place'),
  ),
  person: opens(
    (visitor) => button(visitor, 'Borisback').tap(),
    (visitor) => sheet(visitor, 'Borisback'),
  ),
}

/** What lies over the list. */
const OVER_LIST: Record<string, Layer> = {
  'new message': opens(
    (visitor) => button(visitor, 'New message').tap(),
    (visitor) => sheet(visitor, 'New message'),
  ),
  starred: opens(
    (visitor) => visitor.chooseInList('Starred messages'),
    (visitor) => sheet(visitor, 'Starred messages'),
  ),
  settings: opens(
    (visitor) => visitor.chooseInList('Settings'),
    (visitor) => sheet(visitor, 'Settings'),
  ),
}

scene('PAGE-9 on a phone Back closes each layer alone, then the conversation, then the chat', async (stage) => {
  const [pia, boris] = [stage.person('Piaback'), stage.person('Borisback')]
  const reader = await stage.openAs(pia, { browser: phone })
  await reader.openDialogWith(boris)
  await attach(reader, picture('boat.png'))
  await send(reader)
  await seesPicture(reader, 'boat.png')
  // a picture on its way does not open
  await reader.chat
    .getByRole('article')
    .getByRole('img', { name: /^(Sent|Delivered)$/ })
    .waitFor()
  const socket = await signIn(stage, stage.token(boris.id))
  const { room } = (await socket.request('dialog.open', { user_id: pia.id })) as { room: { room_id: number } }
  await socket.request('message.send', {
    room_id: room.room_id,
    client_id: crypto.randomUUID(),
    text: 'Look at this',
  })
  await reader.message('Look at this').waitFor()
  const depth = () => reader.page.evaluate(() => (history.state as { imbachat?: number } | null)?.imbachat ?? 0)
  await eventually(async () => expect(await depth()).toBe(2))

  async function walk(layers: Record<string, Layer>, beneath: number, stays: Locator): Promise<void> {
    for (const [name, { open, shown }] of Object.entries(layers)) {
      await open(reader)
      await shown(reader).waitFor()
      await eventually(async () => expect([name, await depth()]).toEqual([name, beneath + 1]))
      await reader.page.goBack()
      await shown(reader).waitFor({ state: 'detached' })
      await stays.waitFor()
      await eventually(async () => expect([name, await depth()]).toEqual([name, beneath]))
    }
  }
  await walk(OVER_ROOM, 2, reader.composer)
  await reader.page.goBack()
  await reader.chat.getByRole('heading', { name: 'Conversations' }).waitFor()
  await eventually(async () => expect(await reader.composer.count()).toBe(0))
  await walk(OVER_LIST, 1, reader.chat.getByRole('heading', { name: 'Conversations' }))
  await reader.page.goBack()
  await reader.page.getByRole('button', { name: 'Open chat' }).waitFor()
  expect(reader.console).toEqual([])
})

scene('PAGE-9 on a phone a layer that is closed otherwise takes its step with it', async (stage) => {
  const [pia, boris] = [stage.person('Piaclose'), stage.person('Borisback')]
  const reader = await stage.openAs(pia, { browser: phone })
  await reader.openDialogWith(boris)
  await button(reader, 'Conversation actions').tap()
  await item(reader, 'Report').tap()
  await reader.chat.locator('dialog').waitFor()
  await reader.page.keyboard.press('Escape')
  await reader.chat.locator('dialog').waitFor({ state: 'detached' })
  await eventually(async () =>
    expect(await reader.page.evaluate(() => (history.state as { imbachat?: number } | null)?.imbachat)).toBe(2),
  )
  await reader.page.goBack()
  await reader.chat.getByRole('heading', { name: 'Conversations' }).waitFor()
})
