import { expect } from 'bun:test'
import { faults } from './accessibility.ts'
import { eventually } from './eventually.ts'
import { scene } from './harness.ts'
import type { PageWithChat } from './visitor.ts'

declare const window: PageWithChat

/** A name that no other test's people have. */
const nameOf = (first: string) => `${first} ${crypto.randomUUID().slice(0, 8)}`

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
  for (const name of [first, second]) expect(await people.getByRole('checkbox', { name }).isChecked()).toBe(true)
  await eventually(async () => expect(await faults(owner)).toEqual([]))
  await people.getByRole('button', { name: 'Add 2 people' }).click()
  for (const name of [first, second]) await members.getByRole('button', { name: `Message ${name}` }).waitFor()
})
