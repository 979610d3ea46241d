import type { Locator } from 'playwright-core'
import type { Visitor } from './visitor.ts'

interface NewGroup {
  /** names of the people to choose, each had by one person: `nameOf` */
  people?: readonly string[]
  /** a choice of "Who can join" */
  joining?: string
}

/** Makes a group from the list and comes to it. */
export async function newGroup(visitor: Visitor, title: string, group: NewGroup = {}): Promise<void> {
  const form = await nameOfNewGroup(visitor, title, group)
  await form.getByRole('button', { name: /^Create group/ }).click()
  await visitor.chat.getByRole('heading', { name: title }).waitFor()
}

/** Chooses the people of a new group, and fills in its form. */
export async function nameOfNewGroup({ chat }: Visitor, title: string, group: NewGroup = {}): Promise<Locator> {
  await chat.getByRole('button', { name: 'New message' }).click()
  await chat.getByRole('button', { name: 'New group' }).click()
  const people = chat.getByRole('dialog', { name: 'Add people' })
  for (const name of group.people ?? []) {
    await people.getByRole('searchbox', { name: 'Search by name' }).fill(name)
    await people.getByRole('checkbox', { name }).check()
  }
  await people.getByRole('button', { name: 'Next' }).click()
  const form = chat.getByRole('dialog', { name: 'New group' })
  await form.getByRole('textbox', { name: 'Group name' }).fill(title)
  if (group.joining) {
    await form.getByRole('button', { name: 'More' }).click()
    await form.getByRole('combobox', { name: 'Who can join' }).selectOption(group.joining)
  }
  return form
}
