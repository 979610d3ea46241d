import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { storeMessages, storeMessagesIn } from '../stage/stored-messages.ts'
import type { PageWithChat, Visitor } from '../stage/visitor.ts'

declare const window: PageWithChat

const banner = ({ chat }: Visitor) => chat.getByRole('region', { name: 'Pinned messages' })

async function act(visitor: Visitor, text: string, name: string): Promise<void> {
  await visitor.message(text).hover()
  await visitor.message(text).getByRole('button', { name: 'Message actions' }).click()
  await visitor.chat.getByRole('menuitem', { name, exact: true }).click()
}

const openRoom = (visitor: Visitor, pipe: string, people: { id: number }[] = []) =>
  visitor.page.evaluate((room) => window.imbaApi.addToRoom(room) as Promise<{ room_id: number }>, {
    pipe,
    title: pipe,
    users_ids: people.map(({ id }) => ({ user_id: id })),
  })

scene(
  'PIN-1 PIN-2 a pin shows on every device above the messages, leads to them one by one, and goes again',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Prokhor')]
    const left = await stage.openAs(anna)
    const right = await stage.openAs(boris)
    const { room_id } = await openRoom(left, `pins-${anna.id}`, [boris])
    const lines = Array.from({ length: 30 }, (_, n) => `line ${n + 1}\nand more\nand more`)
    await storeMessagesIn(stage, room_id, anna, ['rules of the group', ...lines])
    await left.write('next meeting on Friday')
    await right.openChat()
    await right.openConversation(`pins-${anna.id}`)
    await left.seesTick('next meeting', 'Sent', 'Delivered', 'Read')
    await act(left, 'next meeting', 'Pin')
    for (const one of [left, right]) await banner(one).getByText('next meeting on Friday').waitFor()
    await right.chat.getByRole('button', { name: 'Anna pinned a message', exact: true }).waitFor()

    await left.message('rules of the group').scrollIntoViewIfNeeded()
    await act(left, 'rules of the group', 'Pin')
    for (const one of [left, right]) {
      await banner(one).getByText('Pinned message 1 of 2').waitFor()
      await banner(one).getByText('rules of the group').waitFor()
    }
    await eventually(async () => expect(await faults(right)).toEqual([]))

    await banner(right).getByText('rules of the group').click()
    await eventually(async () =>
      expect(await right.message('rules of the group').evaluate((it) => it === document.activeElement)).toBe(true),
    )
    await banner(right).getByText('next meeting on Friday').click()
    await eventually(async () =>
      expect(await right.message('next meeting').evaluate((it) => it === document.activeElement)).toBe(true),
    )

    await banner(left).getByRole('button', { name: 'Show all pinned messages' }).click()
    const list = left.chat.getByRole('dialog', { name: 'Pinned messages' })
    await eventually(async () => expect(await list.getByRole('listitem').count()).toBe(2))
    await eventually(async () => expect(await faults(left)).toEqual([]))
    await list.getByRole('listitem').filter({ hasText: 'next meeting' }).getByRole('button', { name: 'Unpin' }).click()
    await banner(right).getByText('Pinned message', { exact: true }).waitFor()
    await left.page.keyboard.press('Escape')
    await act(left, 'rules of the group', 'Unpin')
    for (const one of [left, right]) await banner(one).waitFor({ state: 'detached' })
    expect([...left.console, ...right.console]).toEqual([])
  },
)

scene('PIN-9 a reader hides the banner for themself; the next pin brings it back', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  const left = await stage.connectAs(anna)
  const right = await stage.openAs(boris)
  await left.openDialogWith(boris)
  await left.write('the address')
  await left.write('the time')
  await right.openChat()
  await right.openConversation('Anna')
  await act(right, 'the address', 'Pin')
  await banner(right).getByText('the address').waitFor()
  await banner(right).getByRole('button', { name: 'Hide pinned messages' }).click()
  await banner(right).waitFor({ state: 'detached' })
  await left.seesPinned('the address')
  await right.page.reload()
  await right.openDialogWith(anna)
  await right.message('the time').waitFor()
  await right.chat.getByRole('button', { name: 'Conversation actions' }).click()
  await right.chat.getByRole('menuitem', { name: 'Pinned messages' }).click()
  await right.chat.getByRole('dialog', { name: 'Pinned messages' }).getByText('the address').waitFor()
  await eventually(async () => expect(await banner(right).count()).toBe(0))
  await right.page.keyboard.press('Escape')

  await left.pin('the time')
  await banner(right).getByText('the time').waitFor()
})

scene(
  'PIN-4 PIN-10 a member without the right has no Pin; what was pinned meanwhile shows after a cut',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Lavrenty')]
    const left = await stage.connectAs(anna)
    const right = await stage.openAs(boris, { browser: devices['Pixel 7'] ?? {} })
    const title = `rights-${anna.id}`
    await left.openRoom(title, { title, user_ids: [boris.id] })
    await left.write('read this first')
    await right.openChat()
    await right.openConversation(title)
    await right.isWhole()
    await right.message('read this first').click({ button: 'right' })
    await right.chat.getByRole('menuitem', { name: 'Copy', exact: true }).waitFor()
    await eventually(async () =>
      expect(await right.chat.getByRole('menuitem', { name: 'Pin', exact: true }).count()).toBe(0),
    )
    await right.page.keyboard.press('Escape')
    await setOffline(right.context, true)
    await right.isOffline()
    await left.pin('read this first')
    await setOffline(right.context, false)
    await banner(right).getByText('read this first').waitFor()
  },
)

scene('PIN-11 a pin made offline is sent by the next page when this one is closed', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
  await storeMessages(stage, anna, boris, ['the code of the door'])
  const left = await stage.openAs(anna)
  const right = await stage.connectAs(boris)
  await left.openDialogWith(boris)
  await left.message('the code').waitFor()
  await right.openDialogWith(anna)
  await left.isWhole()
  await setOffline(left.context, true)
  await left.isOffline()
  await Promise.all([
    left.chat.getByRole('status').getByText('The message will be pinned when you’re online').waitFor(),
    act(left, 'the code', 'Pin'),
  ])
  await left.page.goto('about:blank')
  await setOffline(left.context, false)
  await left.page.goto(`${stage.demo.url}/as/${anna.slug}`)
  await right.seesPinned('the code of the door')
})

scene(
  'PIN-11 where the browser keeps nothing, a pin made offline says so, and is sent while the page lives',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]
    const prepare = async ({ context }: Visitor) => void (await context.addInitScript(forbidStorage))
    const left = await stage.openAs(anna, { prepare })
    const right = await stage.connectAs(boris)
    await right.openDialogWith(anna)
    await right.write('the code of the gate')
    await left.openDialogWith(boris)
    await left.message('the code').waitFor()
    await left.isWhole()
    await setOffline(left.context, true)
    await left.isOffline()
    await Promise.all([
      left.chat.getByRole('status').getByText('Keep this page open until then.').waitFor(),
      act(left, 'the code', 'Pin'),
    ])
    await setOffline(left.context, false)
    await right.seesPinned('the code of the gate')
  },
)

/** As a browser that blocks cookies of other sites. */
function forbidStorage(): void {
  Object.defineProperty(window, 'localStorage', {
    get() {
      throw new DOMException('Access is denied for this document.', 'SecurityError')
    },
  })
}
