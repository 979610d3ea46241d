import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { nameOf, scene } from '../stage/harness.ts'
import type { PageWithChat } from '../stage/visitor.ts'

declare const window: PageWithChat

scene('SITE-2 a user finds a person by name in the list without a dialog, and the dialog opens', async (stage) => {
  const [anna, name] = [stage.person('Anna'), nameOf('Zoya')]
  stage.person(name)
  const reader = await stage.openAs(anna)
  await reader.openChat()
  const search = reader.chat.getByRole('searchbox', { name: 'Search' })
  await search.fill(name.toLowerCase())
  const people = reader.chat.getByRole('region', { name: 'People' })
  await people.getByRole('button', { name }).waitFor()
  await reader.chat.getByRole('status').getByText('1 person found').waitFor()
  await eventually(async () => expect(await faults(reader)).toEqual([]))
  await people.getByRole('button', { name }).click()
  await reader.write('we have not met')
  await reader.chat.getByRole('button', { name: 'Back' }).click()
  await eventually(async () => expect(await search.inputValue()).toBe(''))
  await reader.chat.getByRole('list', { name: 'Conversations' }).getByText(name).waitFor()

  // the conversation is enough: the same person is not offered twice
  await search.fill(name)
  await reader.chat.getByRole('list', { name: 'Conversations' }).getByText(name).waitFor()
  await search.fill(`${name} nobody`)
  await reader.chat.getByText('Nothing found').waitFor()
  await eventually(async () => expect(await people.count()).toBe(0))
})

scene('SITE-16 a new message is begun from the list, with somebody who is suggested or found', async (stage) => {
  const [anna, peer, name] = [stage.person('Anna'), stage.person('Petra Peer'), nameOf('Zoya')]
  stage.person(name)
  const reader = await stage.openAs(anna)
  await reader.openDialogWith(peer)
  await reader.write('hello')
  await reader.chat.getByRole('button', { name: 'Back' }).click()
  await reader.chat.getByRole('button', { name: 'New message' }).click()
  const panel = reader.chat.getByRole('dialog', { name: 'New message' })
  await panel.getByRole('button', { name: 'Petra Peer' }).waitFor()
  await eventually(async () => expect(await faults(reader)).toEqual([]))
  await panel.getByRole('searchbox', { name: 'Search by name' }).fill(name)
  await panel.getByRole('button', { name }).waitFor()
  // by keyboard: the first person found comes after the search
  await reader.page.keyboard.press('Tab')
  await reader.page.keyboard.press('Enter')
  await panel.waitFor({ state: 'detached' })
  await reader.chat.getByRole('heading', { name }).waitFor()
  await reader.write('we have not met')
})

scene('SITE-16 where only the site begins dialogs, the list offers no new message', async (stage) => {
  const reader = await stage.openAs(stage.person('Anna'))
  await reader.openChat()
  const offer = reader.chat.getByRole('button', { name: 'New message' })
  await offer.waitFor()
  await stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { dialogs: 'permitted' } })
  try {
    // the window is open after a reload, as it was before
    await reader.page.reload()
    await reader.chat.getByRole('searchbox', { name: 'Search' }).waitFor()
    await eventually(async () => expect(await offer.count()).toBe(0))
  } finally {
    await stage.app.widgets.change('all_widgets', stage.widgetId, { settings: { dialogs: 'open' } })
  }
})

scene('people who were found are added to a room, also after the search was changed', async (stage) => {
  const [anna, first, second] = [stage.person('Anna'), nameOf('Zoya'), nameOf('Yuri')]
  for (const name of [first, second]) stage.person(name)
  const owner = await stage.openAs(anna)
  await owner.page.evaluate((pipe) => window.imbaApi.addToRoom({ pipe, title: 'The club', is_public: 0 }), first)
  await owner.chat.getByRole('button', { name: /^Show members/ }).click()
  const members = owner.chat.getByRole('dialog', { name: /members?$/ })
  await members.getByRole('button', { name: 'Add people' }).click()
  const people = owner.chat.getByRole('dialog', { name: 'Add people' })
  const search = people.getByRole('searchbox', { name: 'Search by name' })
  for (const name of [first, second]) {
    await search.fill(name)
    await people.getByRole('checkbox', { name }).check()
  }
  await search.fill('')
  for (const name of [first, second])
    await eventually(async () => expect(await people.getByRole('checkbox', { name }).isChecked()).toBe(true))
  await eventually(async () => expect(await faults(owner)).toEqual([]))
  await people.getByRole('button', { name: 'Add 2 people' }).click()
  for (const name of [first, second]) await members.getByRole('button', { name: `Message ${name}` }).waitFor()
})
