import { expect } from 'bun:test'
import type { Person } from '../../demo/src/people.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { nameOf, type Stage, scene } from '../stage/harness.ts'

/** A user of the site who also writes as their shop. */
function seller(stage: Stage): { anna: Person; shop: { user_id: string; name: string } } {
  const anna = stage.person('Anna')
  const shop = { user_id: `P-${anna.id}`, name: nameOf('Lamps') }
  anna.profiles = { 11: shop }
  return { anna, shop }
}

scene(
  'PROFILE-2 PROFILE-3 a user answers as their shop in the one list, and the other sees the shop alone',
  async (stage) => {
    const { anna, shop } = seller(stage)
    const reader = await stage.openAs(anna)
    await reader.openChat()
    const boris = await stage.openAs(stage.person('Boris'))
    await boris.openChat()
    const search = boris.chat.getByRole('searchbox', { name: 'Search' })
    await search.fill(shop.name)
    await boris.chat.getByRole('region', { name: 'People' }).getByRole('button', { name: shop.name }).click()
    await boris.write('Is the lamp sold?')

    const list = reader.chat.getByRole('list', { name: 'Conversations' })
    await list.getByText('Is the lamp sold?').waitFor()
    await list.getByTitle(`You’re writing as ${shop.name}`).waitFor()
    await list.getByRole('button', { name: 'Boris' }).click()
    await reader.chat.getByText(`You’re writing as ${shop.name}`).waitFor()
    await reader.write('Not yet')
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await boris.log.getByText('Not yet').waitFor()
    await reader.log.getByText('Not yet').click({ button: 'right' })
    await reader.chat.getByRole('menuitem', { name: 'Edit' }).waitFor()
    await reader.page.keyboard.press('Escape')
    await boris.chat.getByRole('heading', { name: shop.name }).waitFor()
    expect(await boris.chat.locator('body').textContent()).not.toContain('Anna')
  },
)

scene(
  'PROFILE-2 a user begins a conversation under one of their names, and the list shows those of one',
  async (stage) => {
    const { anna, shop } = seller(stage)
    const boris = stage.person('Boris')
    const reader = await stage.openAs(anna)
    await reader.openDialogWith(boris)
    await reader.write('As myself')
    await reader.chat.getByRole('button', { name: 'Back' }).click()
    await reader.chat.getByRole('button', { name: 'New message' }).click()
    const panel = reader.chat.getByRole('dialog', { name: 'New message' })
    await panel.getByLabel('Write as').selectOption(shop.name)
    await eventually(async () => expect(await faults(reader)).toEqual([]))
    await panel.getByRole('button', { name: 'Boris' }).click()
    await reader.chat.getByText(`You’re writing as ${shop.name}`).waitFor()
    await reader.write('As my shop')
    await reader.chat.getByRole('button', { name: 'Back' }).click()

    const rows = reader.chat.getByRole('list', { name: 'Conversations' }).getByRole('listitem')
    await eventually(async () => expect(await rows.count()).toBe(2))
    const names = reader.chat.getByLabel('Conversations of which name')
    await names.selectOption(shop.name)
    await eventually(async () =>
      expect(await rows.allInnerTexts()).toMatchObject([expect.stringContaining('As my shop')]),
    )
    await names.selectOption('Anna')
    await eventually(async () =>
      expect(await rows.allInnerTexts()).toMatchObject([expect.stringContaining('As myself')]),
    )
    await names.selectOption('All names')
    await eventually(async () => expect(await rows.count()).toBe(2))
    await reader.page.reload()
    await eventually(async () => expect(await rows.count()).toBe(2))
  },
)
