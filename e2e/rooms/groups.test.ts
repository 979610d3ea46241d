import { expect } from 'bun:test'
import type { Locator } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { nameOf, scene } from '../stage/harness.ts'
import { newGroup } from '../stage/new-group.ts'
import type { Visitor } from '../stage/visitor.ts'

/** A notice in the open conversation. */
const notice = ({ chat }: Visitor, text: string): Locator =>
  chat.getByRole('log', { name: 'Messages' }).locator('.notice').filter({ hasText: text })

async function info({ chat }: Visitor): Promise<Locator> {
  await chat.getByRole('button', { name: /^Show members/ }).click()
  return chat.getByRole('dialog', { name: /members?$/ })
}

async function edit(panel: Locator, visitor: Visitor, change: (form: Locator) => Promise<void>): Promise<void> {
  await panel.getByRole('button', { name: 'Edit group' }).click()
  const form = visitor.chat.getByRole('dialog', { name: 'Edit group' })
  await change(form)
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
}

async function roleOf(panel: Locator, visitor: Visitor, name: string, act: string): Promise<void> {
  await panel.getByRole('button', { name: `Member actions: ${name}` }).click()
  await visitor.chat.getByRole('menuitem', { name: act }).click()
}

scene(
  'GROUP-1 GROUP-2 a group is made in the chat, talks, is renamed, and each reads it in the own language',
  async (stage) => {
    const [anna, boris] = [stage.person('Anna'), stage.person(nameOf('Leopold'))]
    const left = await stage.openAs(anna)
    const right = await stage.openAs(boris)
    await right.openChat()
    await left.openChat()
    await newGroup(left, 'Book club', { people: [boris.name] })
    await notice(left, 'You created the group “Book club”').waitFor()

    const row = right.conversations.filter({ hasText: 'Book club' })
    await row.getByText('Anna created the group “Book club”').waitFor()
    await right.seesUnread(0)
    await left.write('Welcome')
    await row.getByText('1 unread').waitFor()
    await row.click()
    await notice(right, 'Anna created the group “Book club”').waitFor()
    await eventually(async () => expect(await right.chat.locator('.notice button').count()).toBe(0))

    const panel = await info(left)
    await edit(panel, left, async (form) => {
      await form.getByRole('textbox', { name: 'Group name' }).fill('Novel club')
      await form.getByRole('textbox', { name: 'Description' }).fill('One novel a month')
    })
    await right.chat.getByRole('heading', { name: 'Novel club' }).waitFor()
    await notice(right, 'Anna renamed the group to “Novel club”').waitFor()
    await panel.getByText('One novel a month').waitFor()
    await eventually(async () => expect(await faults(left)).toEqual([]))
    await left.page.keyboard.press('Escape')
    const russian = await stage.openAs(boris, { query: 'language=ru' })
    await russian.page.getByRole('button', { name: 'Открыть чат' }).click()
    await russian.chat.getByRole('button', { name: /Novel club/ }).click()
    await russian.chat.getByText('Anna создал(а) группу «Book club»').waitFor()
    await russian.chat.getByText('Anna переименовал(а) группу в «Novel club»').waitFor()
    expect([...left.console, ...right.console]).toEqual([])
  },
)

scene(
  'GROUP-4 GROUP-6 the owner makes a room of announcements, an admin writes there, a member reads why not',
  async (stage) => {
    const [anna, boris, clara] = [stage.person('Anna'), stage.person('Severin'), stage.person('Philippa')]
    const admin = await stage.connectAs(boris)
    const founder = await stage.connectAs(anna)
    admin.open(await founder.createGroup('News', [boris, clara]))
    await founder.write('First')
    const [owner, member] = [await stage.openAs(anna), await stage.openAs(clara)]
    for (const visitor of [owner, member]) {
      await visitor.openChat()
      await visitor.openConversation('News')
    }
    const panel = await info(owner)
    await edit(panel, owner, (form) => form.getByRole('switch', { name: 'Only admins can write' }).check())
    await member.chat.getByText('Only admins can write here.').waitFor()
    await roleOf(panel, owner, 'Severin', 'Make admin')
    await panel.getByText('admin', { exact: true }).waitFor()
    await notice(member, 'Anna made Severin an admin').waitFor()
    await admin.write('From an admin')
    await member.message('From an admin').waitFor()
    await eventually(async () => expect(await member.chat.getByRole('textbox', { name: 'Message' }).count()).toBe(0))

    await edit(panel, owner, (form) => form.getByRole('switch', { name: 'Only admins can write' }).uncheck())
    await member.write('At last')
    await owner.message('At last').waitFor()
  },
)

scene('GROUP-5 the owner passes the group on, and a group whose owner leaves has another', async (stage) => {
  const [anna, boris] = [stage.person('Anna'), stage.person('Rosalind')]
  const founder = await stage.connectAs(anna)
  await founder.createGroup('Choir', [boris])
  await founder.write('Hello')
  const left = await stage.openAs(anna)
  await left.openChat()
  await left.openConversation('Choir')
  const right = await stage.openAs(boris)
  await right.openChat()
  await right.openConversation('Choir')
  const panel = await info(left)
  await roleOf(panel, left, 'Rosalind', 'Make owner')
  await left.chat
    .getByRole('alertdialog', { name: 'Make Rosalind the owner?' })
    .getByRole('button', { name: 'Make owner' })
    .click()
  await notice(right, 'You are now the owner').waitFor()
  await panel.getByText('owner', { exact: true }).waitFor()
  await left.page.keyboard.press('Escape')

  await (await info(right)).getByRole('button', { name: 'Leave group' }).click()
  const question = right.chat.getByRole('alertdialog', { name: 'Leave “Choir”?' })
  await question.getByText('The longest-serving admin').waitFor()
  await question.getByRole('button', { name: 'Leave' }).click()
  await notice(left, 'Rosalind left the group').waitFor()
  await notice(left, 'You are now the owner').waitFor()
  await (await info(left)).getByRole('button', { name: 'Edit group' }).waitFor()
})
