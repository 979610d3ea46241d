import { expect } from 'bun:test'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { scene } from '../stage/harness.ts'
import type { Visitor } from '../stage/visitor.ts'

const directoryOf = async (visitor: Visitor, query: string) => {
  const { chat } = visitor
  await visitor.chooseInList('Public groups')
  const directory = chat.getByRole('dialog', { name: 'Public groups' })
  await directory.getByRole('searchbox', { name: 'Search public groups' }).fill(query)
  return directory
}

scene(
  'JOIN-1 JOIN-2 a user asks to join a group; its owner sees who asks, accepts, and the group comes to all devices',
  async (stage) => {
    const [anna, boris] = [stage.person('Ottilie'), stage.person('Fridolin')]
    const founder = await stage.connectAs(anna)
    await founder.createGroup('Alpine botanists', [], { by_request: true })
    await founder.write('Edelweiss is early this year')
    const owner = await stage.openAs(anna)
    await owner.openChat()

    const asker = await stage.openAs(boris)
    await asker.openChat()
    const directory = await directoryOf(asker, 'botanists')
    await directory.getByRole('button', { name: 'Ask to join Alpine botanists' }).click()
    const sheet = asker.chat.getByRole('dialog', { name: 'Ask to join' })
    await sheet.getByRole('textbox').fill('I know all the lichens')
    await eventually(async () => expect(await faults(asker)).toEqual([]))
    await sheet.getByRole('button', { name: 'Send request' }).click()
    await sheet.getByText('Request sent').waitFor()
    await eventually(async () => expect(await asker.chat.getByText('Edelweiss').count()).toBe(0))
    const phone = await stage.connectAs(boris)

    const row = owner.conversations.filter({ hasText: 'Alpine botanists' })
    await row.getByText('1 request to join').waitFor()
    await row.click()
    await owner.chat.getByRole('button', { name: '1 request to join', exact: true }).click()
    const requests = owner.chat.getByRole('dialog', { name: 'Requests to join' })
    await requests.getByText('I know all the lichens').waitFor()
    await eventually(async () => expect(await faults(owner)).toEqual([]))
    await requests.getByRole('button', { name: 'Accept Fridolin' }).click()
    await requests.getByText('No requests right now').waitFor()
    await requests.getByRole('button', { name: 'Close' }).click()
    await owner.chat.getByText('Fridolin joined').first().waitFor()
    await eventually(async () =>
      expect(await owner.chat.getByRole('button', { name: '1 request to join', exact: true }).count()).toBe(0),
    )

    await sheet.waitFor({ state: 'detached' })
    await directory.getByRole('button', { name: 'Open Alpine botanists' }).click()
    await asker.message('Edelweiss is early').waitFor()
    await phone.socket.event('room', ({ room }) => room.title === 'Alpine botanists' && room.state === 'joined')
    expect([...owner.console, ...asker.console]).toEqual([])
  },
)

scene('JOIN-3 a declined user sees when they may ask again; a request can be taken back', async (stage) => {
  const [anna, boris] = [stage.person('Gundula'), stage.person('Wendelin')]
  const founder = await stage.connectAs(anna)
  await founder.createGroup('Secret orchid growers', [], { by_request: true })
  const owner = await stage.openAs(anna)
  await owner.openChat()
  await owner.openConversation('Secret orchid growers')
  const asker = await stage.openAs(boris)
  await asker.openChat()
  const directory = await directoryOf(asker, 'orchid')
  await directory.getByRole('button', { name: 'Ask to join Secret orchid growers' }).click()
  const sheet = asker.chat.getByRole('dialog', { name: 'Ask to join' })
  await sheet.getByRole('button', { name: 'Send request' }).click()
  await sheet.getByRole('button', { name: 'Cancel request' }).click()
  await sheet.getByRole('button', { name: 'Send request' }).click()
  await owner.chat.getByRole('button', { name: '1 request to join', exact: true }).click()
  await owner.chat.getByRole('button', { name: 'Decline Wendelin' }).click()
  await sheet.getByText('Request declined').waitFor()
  await sheet.getByText(/^You can ask again after .+\.$/).waitFor()
  await sheet.getByRole('button', { name: 'Close' }).click()
  await directory.getByRole('button', { name: 'Secret orchid growers: your request' }).waitFor()
})

scene('INVITE-3 a link with approval opens a request; once it is accepted, the group opens', async (stage) => {
  const [anna, boris] = [stage.person('Kunigunde'), stage.person('Balduin')]
  const founder = await stage.connectAs(anna)
  await founder.createGroup('Cellar tastings')
  await founder.write('Bring your own glass')
  const owner = await stage.openAs(anna)
  await owner.openChat()
  await owner.openConversation('Cellar tastings')
  await owner.chat.getByRole('button', { name: /^Show members/ }).click()
  await owner.chat.getByRole('button', { name: 'Invite links' }).click()
  const links = owner.chat.getByRole('dialog', { name: 'Invite links' })
  await links.getByRole('switch', { name: 'Admins approve each person' }).check()
  await eventually(async () => expect(await links.getByRole('combobox', { name: 'Number of uses' }).count()).toBe(0))
  await links.getByRole('button', { name: 'Create link' }).click()
  const link = await links.getByRole('textbox', { name: 'Invite link' }).inputValue()
  await links.getByText('With approval').waitFor()
  await links.getByRole('button', { name: 'Back' }).click()
  await owner.chat.getByRole('dialog').getByRole('button', { name: 'Close' }).click()

  const asker = await stage.openAs(boris, { url: link.replace(anna.slug, boris.slug) })
  await asker.chat.getByRole('heading', { name: 'Cellar tastings' }).waitFor()
  await asker.chat.getByRole('button', { name: 'Send request' }).click()
  await asker.chat.getByText('Request sent').waitFor()
  await owner.chat.getByRole('button', { name: '1 request to join', exact: true }).click()
  await owner.chat.getByRole('button', { name: 'Accept Balduin' }).click()
  await asker.message('Bring your own glass').waitFor()
})
