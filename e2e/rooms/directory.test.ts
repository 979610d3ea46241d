import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'

scene('DIRECTORY-1 a public room is found by a word of its title and joined by a click', async (stage) => {
  const owner = await stage.connectAs(stage.person('Anna'))
  await owner.createGroup('Harbour divers', [], { is_public: true })
  await owner.write('Who dives on Sunday?')
  await owner.createGroup('Harbour secrets')

  const visitor = await stage.openAs(stage.person('Boris'))
  await visitor.openChat()
  await visitor.chooseInList('Public groups')
  const directory = visitor.chat.getByRole('dialog', { name: 'Public groups' })
  await directory.getByRole('searchbox', { name: 'Search public groups' }).fill('harbour')
  await directory.getByRole('button', { name: 'Join Harbour divers' }).waitFor()
  await eventually(async () => expect(await directory.getByText('Harbour secrets').count()).toBe(0))
  await eventually(async () => expect(await faults(visitor)).toEqual([]))
  await directory.getByRole('button', { name: 'Join Harbour divers' }).click()
  await visitor.message('Who dives on Sunday?').waitFor()
  await visitor.write('I do')

  await visitor.chat.getByRole('button', { name: 'Back' }).click()
  await visitor.chooseInList('Public groups')
  await directory.getByRole('searchbox').fill('divers')
  await directory.getByRole('button', { name: 'Open Harbour divers' }).click()
  await visitor.message('I do').waitFor()
  expect(visitor.console).toEqual([])
})

scene('INVITE-1 INVITE-5 a link, copied again, brings one user into a closed group, then nobody', async (stage) => {
  const [anna, boris, clara] = [stage.person('Anna'), stage.person('Boris'), stage.person('Clara')]
  const founder = await stage.connectAs(anna)
  await founder.createGroup('Night fishing')
  await founder.write('Bring a lamp')
  const owner = await stage.openAs(anna)
  await owner.openChat()
  await owner.openConversation('Night fishing')
  await owner.chat.getByRole('button', { name: /^Show members/ }).click()
  await owner.chat.getByRole('button', { name: 'Invite links' }).click()
  const links = owner.chat.getByRole('dialog', { name: 'Invite links' })
  await links.getByRole('combobox', { name: 'Number of uses' }).selectOption('1')
  await links.getByRole('button', { name: 'Create link' }).click()
  const link = await links.getByRole('textbox', { name: 'Invite link' }).inputValue()
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/as\/.*#imbachat-join=[\w-]{22}$/)
  await links.getByText('Used 0 of 1 times').waitFor()
  await links.getByRole('button', { name: 'Back' }).click()
  await owner.chat.getByRole('button', { name: 'Invite links' }).click()
  await Promise.all([
    links.getByRole('button', { name: 'Copied' }).waitFor(),
    links.getByRole('listitem').getByRole('button', { name: 'Copy link' }).click(),
  ])
  await links.getByTitle(link, { exact: true }).waitFor()
  await eventually(async () => expect(await faults(owner)).toEqual([]))

  const visitor = await stage.openAs(boris, { url: link.replace(anna.slug, boris.slug) })
  await visitor.chat.getByRole('heading', { name: 'Night fishing' }).waitFor()
  await visitor.chat.getByText('1 member', { exact: true }).waitFor()
  await eventually(async () => expect(await visitor.chat.getByText('Bring a lamp').count()).toBe(0))
  await visitor.chat.getByRole('button', { name: 'Join', exact: true }).click()
  await visitor.message('Bring a lamp').waitFor()
  await owner.chat.getByText('Boris joined').first().waitFor()

  // who is not signed in reads that the link waits for it
  const guest = await stage.openAs(
    { ...stage.person('Guest'), slug: 'guest' },
    { url: link.replace(anna.slug, 'guest') },
  )
  await guest.chat.getByText('Sign in to open this link.').waitFor()

  const late = await stage.openAs(clara, { url: link.replace(anna.slug, clara.slug) })
  await late.chat.getByRole('alert').filter({ hasText: 'This invite link is no longer valid.' }).waitFor()
  await late.chat.getByRole('button', { name: 'Back to conversations' }).click()
  await late.chat.getByText('No conversations yet').waitFor()
})
