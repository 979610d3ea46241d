import { expect } from 'bun:test'
import { devices } from 'playwright-core'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { attach, picture, seesPicture, send, tray } from '../stage/files.ts'
import { nameOf, scene } from '../stage/harness.ts'
import { newGroup } from '../stage/new-group.ts'

const PHONE = { kind: 'whole' as const, browser: { ...devices['Pixel 7'], permissions: ['microphone'] } }

scene(
  'two phones exchange a picture and a voice message in a group; one reports and blocks the other',
  async (stage) => {
    const [ingrid, teodor] = [stage.person('Ingrid'), stage.person(nameOf('Teodor'))]
    const left = await stage.openAs(ingrid, PHONE)
    const right = await stage.openAs(teodor, PHONE)
    await left.openChat()
    await right.openChat()
    await newGroup(left, 'Sailing', { people: [teodor.name] })

    await attach(left, picture('sea.png', 600, 800))
    await tray(left).getByRole('img', { name: 'sea.png' }).waitFor()
    await left.composer.fill('At the sea')
    await send(left)
    await right.openConversation('Sailing')
    await seesPicture(right, 'sea.png')
    await right.message('At the sea').waitFor()

    await right.chat.getByRole('button', { name: 'Record voice message' }).tap()
    await right.chat
      .getByRole('timer')
      // so long that a busy machine sees it while it plays
      .filter({ hasText: /0:0[2-9]/ })
      .waitFor()
    await right.chat.getByRole('button', { name: 'Send', exact: true }).tap()
    await Promise.all([
      left.chat.getByRole('button', { name: 'Pause' }).waitFor(),
      left.chat.getByRole('button', { name: 'Play voice message' }).tap(),
    ])
    await eventually(async () => expect(await faults(left)).toEqual([]))

    await left.chat
      .getByRole('article', { name: /^Teodor/ })
      .getByText('Teodor')
      .tap()
    const card = left.chat.getByRole('dialog', { name: 'Teodor' })
    await card.getByRole('button', { name: 'Report' }).tap()
    const question = left.chat.getByRole('alertdialog', { name: /Report/ })
    await question.getByRole('radio', { name: 'Spam' }).check()
    await question.getByRole('button', { name: 'Send report' }).tap()
    await left.chat
      .getByRole('alertdialog', { name: 'Thanks for letting us know' })
      .getByRole('button', { name: 'Block' })
      .tap()
    await card.getByRole('button', { name: 'Unblock' }).waitFor()
    await card.getByRole('button', { name: 'Close' }).tap()
    await left.chat
      .getByRole('article', { name: /^Teodor/ })
      .getByText('Message from a blocked person')
      .waitFor()
    for (const visitor of [left, right]) expect(visitor.console).toEqual([])
  },
)
