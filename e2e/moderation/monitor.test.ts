import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { violations } from '../dashboard/dashboard-stage.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { openPublicRoom, ownerAt } from '../stage/owner-page.ts'
import type { PageWithChat } from '../stage/visitor.ts'
import { signIn } from '../stage/wire.ts'

declare const window: PageWithChat

scene(
  'MONITOR-3 ROOMS-5 a moderator watches what is written, deletes a message in place, and archives the room',
  async (stage) => {
    const rita = stage.person('Ritavoss')
    const visitor = await stage.openAs(rita)
    const title = await openPublicRoom(visitor, 'Watched')
    const page = await ownerAt(stage, visitor.context, 'monitor')
    await page.getByLabel('Reason').fill('A wave of spam')
    await page.getByRole('button', { name: 'Start watching' }).click()
    await page.getByText('Live', { exact: true }).last().waitFor()
    // what is written after the first page was read, and before the stream begins, is not lost
    const written = Promise.withResolvers<void>()
    await page.route(/\/monitor\/stream\?/, async (route) => {
      await written.promise
      await route.continue()
    })
    // the site may not have named her yet, and a search that found nobody is not repeated
    const offered = page.getByRole('option', { name: /Ritavoss/ })
    await eventually(async () => {
      await page.getByLabel('Written by').fill('')
      await page.getByLabel('Written by').fill('Ritavoss')
      await offered.waitFor({ timeout: 3_000 })
    })
    await Promise.all([page.waitForResponse(/\/monitor\?.*user=/), offered.click()])
    await page.getByRole('status').filter({ hasText: 'Ritavoss' }).waitFor()
    await visitor.page.bringToFront()
    await visitor.write('Cheap gold for everybody')
    await eventually(async () => {
      const { readDb } = stage.app.store
      const stored = readDb.selectFrom('message').select('seq').where('text', '=', 'Cheap gold for everybody')
      expect(await stored.execute()).toHaveLength(1)
    })
    written.resolve()

    await page.bringToFront()
    await page.getByText('Live', { exact: true }).last().waitFor()
    const row = page.getByRole('listitem').filter({ hasText: 'Cheap gold for everybody' })
    await row.getByText(`in ${title}`).waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await visitor.page.bringToFront()
    await visitor.write('And silver')
    await page.bringToFront()
    await page.getByText('New: 1').waitFor()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByText('And silver').waitFor()
    await row.getByRole('button', { name: /^Delete/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('Deleted message').waitFor()
    await visitor.page.bringToFront()
    await visitor.chat.getByRole('log').getByText('Message deleted').waitFor()

    await page.bringToFront()
    await page
      .getByRole('link', { name: `in ${title}` })
      .first()
      .click()
    await page.getByRole('heading', { name: title }).waitFor()
    await page.getByRole('switch', { name: 'Archived' }).check()
    await visitor.chat.getByText('Moderators archived this conversation.').waitFor()
    await page.getByRole('switch', { name: 'Archived' }).uncheck()
    await visitor.composer.waitFor()
    expect(visitor.console).toEqual([])
  },
)

scene('a name that is typed into a filter does not follow the moderator to another page', async (stage) => {
  const rita = stage.person('Ritagone')
  await stage.connectAs(rita)
  const page = await ownerAt(stage, await stage.newContext(), 'monitor')
  await page.getByLabel('Reason').fill('A wave of spam')
  await page.getByRole('button', { name: 'Start watching' }).click()
  const gone = Promise.withResolvers<void>()
  await page.route(/Ritagone/, async (route) => {
    await gone.promise
    await route.continue()
  })
  const answered = page.waitForResponse(/Ritagone/)
  await page.getByLabel('Written by').fill('Ritagone')
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('heading', { name: 'People', exact: true }).waitFor()
  gone.resolve()
  await (await answered).finished()
  await page.getByLabel('Search people').fill('Rita')
  await eventually(() => expect(new URL(page.url()).searchParams.has('user')).toBe(false))
})

/** A user who writes in a dialog, by a connection of their own. */
async function writerOf(stage: Stage, author: Person, peer: Person) {
  const socket = await signIn(stage, stage.token(author.id))
  const { room } = await socket.request('dialog.open', { user_id: String(peer.id) })
  return (text: string) =>
    socket.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text })
}

/** A moderator who watches what this user writes. */
async function watchingOf(stage: Stage, author: Person): Promise<Page> {
  const page = await ownerAt(stage, await stage.newContext(), `monitor?user=${author.id}`)
  await page.getByLabel('Reason').fill('A wave of spam')
  await page.getByRole('button', { name: 'Start watching' }).click()
  await page.getByText('Live', { exact: true }).last().waitFor()
  return page
}

const rowOf = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text })

scene('MONITOR-9 older messages that were asked for stay while new ones come', async (stage) => {
  const [ada, bea] = [stage.person('Adawatch'), stage.person('Beawatch')]
  const write = await writerOf(stage, ada, bea)
  for (let count = 0; count < 210; count += 1) await write(`Message number ${count}.`)
  const page = await watchingOf(stage, ada)
  await rowOf(page, 'Message number 209.').waitFor()
  const older = page.getByRole('button', { name: 'Show older' })
  const first = rowOf(page, 'Message number 0.')
  await eventually(async () => {
    // it goes with the last page
    if ((await first.count()) === 0) await older.click({ timeout: 1_000 })
    expect(await first.count()).toBe(1)
  })
  await page.mouse.move(1, 1)
  await write('Something new')
  await rowOf(page, 'Something new').waitFor()
  await eventually(async () => expect(await first.count()).toBe(1))
})

scene('MONITOR-9 nothing moves in the list while the pointer or the focus is in it', async (stage) => {
  const [cleo, dora] = [stage.person('Cleowatch'), stage.person('Dorawatch')]
  const write = await writerOf(stage, cleo, dora)
  await write('Before')
  const page = await watchingOf(stage, cleo)
  const paused = page.getByText(/^Paused while your pointer is in the list/)
  await rowOf(page, 'Before').hover()
  await paused.waitFor()
  await write('While you point')
  await page.getByText('New: 1').waitFor()
  expect(await rowOf(page, 'While you point').count()).toBe(0)
  await page.mouse.move(1, 1)
  await rowOf(page, 'While you point').waitFor()
  await paused.waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Clear filters' }).focus()
  await page.keyboard.press('Tab')
  await paused.waitFor()
  await write('While you read')
  await page.getByText('New: 1').waitFor()
  await page.keyboard.press('Shift+Tab')
  await rowOf(page, 'While you read').waitFor()

  // what is published stays where it is
  const hidden = { user_id: String(cleo.id), kind: 'shadow', minutes: null, reason: '' }
  await page.evaluate(
    ([url = '', body = '']) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
    [`/api/dashboard/v1/widgets/${stage.widgetId}/people/restrict`, JSON.stringify(hidden)],
  )
  await write('Nobody sees this')
  const held = rowOf(page, 'Nobody sees this')
  await held.getByText('Only the author sees it').waitFor()
  await held.getByRole('button', { name: /^Publish/ }).click()
  await held.getByText('Message published').waitFor()
  await eventually(async () => expect(await held.getByRole('button', { name: /^Publish/ }).count()).toBe(0))
  await page.mouse.move(1, 1)
  await held.getByText('Message published').waitFor({ state: 'detached' })
  await eventually(async () => expect(await held.count()).toBe(1))
})

scene('MONITOR-10 a restriction is given once, also when the deletion after it is tried again', async (stage) => {
  const [fred, gina] = [stage.person('Fredwatch'), stage.person('Ginawatch')]
  const write = await writerOf(stage, fred, gina)
  await write('Cheap gold')
  const page = await watchingOf(stage, fred)
  await rowOf(page, 'Cheap gold').getByRole('button', { name: /^Warn/ }).click()
  await page.route(/\/monitor\/delete$/, (route) => route.abort(), { times: 1 })
  const question = page.getByRole('dialog')
  // a warning deletes nothing by itself
  await question.getByRole('switch', { name: 'Also delete the message' }).check()
  await question.getByRole('button', { name: 'Send warning' }).click()
  await question.getByRole('alert').waitFor()
  await page.getByText('Fredwatch is warned').waitFor()
  await question.getByRole('button', { name: 'Send warning' }).click()
  await page.getByText('Deleted message').waitFor()
  const given = await stage.app.store.readDb
    .selectFrom('restriction')
    .select('id')
    .where('user_id', '=', String(fred.id))
    .execute()
  expect(given).toHaveLength(1)
})

scene(
  'APPEAL-1 QUEUE-5 a muted person asks the moderators to think again, and is heard also where streams are blocked',
  async (stage) => {
    const [otto, mira] = [stage.person('Ottofern'), stage.person('Mirafern')]
    const visitor = await stage.openAs(otto)
    await visitor.openDialogWith(mira)
    await visitor.context.route(/\/moderation\/stream/, (route) => route.abort())
    const page = await ownerAt(stage, visitor.context, `people?user=${otto.id}`)
    await page.getByRole('button', { name: 'Pause posting' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause posting' }).click()
    await page.getByRole('button', { name: 'Let them post again' }).waitFor()
    await page.getByRole('link', { name: /^Moderation/ }).click()
    await page.getByRole('switch', { name: 'Sound' }).waitFor()
    await visitor.page.bringToFront()
    await visitor.chat.getByRole('button', { name: 'Ask moderators to reconsider' }).click()
    await visitor.chat.getByLabel('Your message to moderators').fill('I was only joking')
    await eventually(async () => expect(await faults(visitor)).toEqual([]))
    await visitor.chat.getByRole('button', { name: 'Send', exact: true }).click()
    await visitor.chat.getByText('Your message was sent to moderators.').waitFor()

    await page.bringToFront()
    await page.getByText('I was only joking').waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await page.getByRole('button', { name: 'Let them post: Ottofern' }).click()
    await page.getByText('Ottofern can post again').waitFor()
    await visitor.page.bringToFront()
    await visitor.composer.waitFor()
    expect(visitor.console).toEqual([])
  },
)

scene(
  'APPEAL-4 QUEUE-5 QUEUE-7 a banned person writes to the moderators, who are told at once and let them in again',
  async (stage) => {
    const vera = stage.person('Verabright')
    const visitor = await stage.openAs(vera)
    await visitor.openChat()
    await visitor.chat.getByText('No conversations yet').waitFor()
    const page = await ownerAt(stage, visitor.context, `people?user=${vera.id}`)
    await page.getByRole('button', { name: 'Ban', exact: true }).click()
    const question = page.getByRole('dialog')
    await question.getByLabel('Reason').fill('Fraud')
    await question.getByRole('button', { name: 'Ban', exact: true }).click()
    await page.getByRole('link', { name: /^Moderation/ }).click()
    const sound = page.getByRole('switch', { name: 'Sound' })
    await eventually(async () => expect(await sound.isChecked()).toBe(false))
    await sound.check()
    await page.reload()
    await sound.waitFor()
    await eventually(async () => expect(await sound.isChecked()).toBe(true))
    await sound.uncheck()

    await visitor.page.bringToFront()
    await visitor.chat.getByText('Reason: Fraud').waitFor()
    await visitor.chat.getByRole('button', { name: 'Ask moderators to reconsider' }).click()
    await visitor.chat.getByLabel('Your message to moderators').fill('Somebody used my account')
    await eventually(async () => expect(await faults(visitor)).toEqual([]))
    await visitor.chat.getByRole('button', { name: 'Send', exact: true }).click()
    const sent = visitor.chat.getByText('Your message was sent to moderators.')
    await sent.waitFor()
    await visitor.page.reload()
    await visitor.launcher.waitFor()
    await visitor.page.evaluate(() => window.imbaApi.openChat())
    await sent.waitFor()

    await page.bringToFront()
    await page.getByText('Somebody used my account').waitFor()
    await page.getByRole('button', { name: 'Lift the ban: Verabright' }).click()
    await page.getByText('Verabright can use the chat again').waitFor()
    await visitor.page.bringToFront()
    await visitor.page.reload()
    await visitor.launcher.waitFor()
    await visitor.page.evaluate(() => window.imbaApi.openChat())
    await visitor.chat.getByText('No conversations yet').waitFor()
  },
)

scene(
  'CAST-1 CAST-3 a broadcast is shown before it is sent, and arrives in the dialog with its sender',
  async (stage) => {
    const [desk, lara] = [stage.person('Deskhelper'), stage.person('Laraquist')]
    await stage.connectAs(desk)
    const visitor = await stage.openAs(lara)
    await visitor.openChat()
    const page = await ownerAt(stage, visitor.context, 'broadcasts')
    await page.getByLabel('From').fill(String(desk.id))
    await page.getByRole('status').getByText('Deskhelper').waitFor()
    await page.getByLabel('Message').fill('We are closed on Monday')
    await page.getByLabel('To').selectOption('listed')
    await page.getByLabel('User IDs').fill(`${lara.id}, nobody-at-all`)
    await page.getByRole('button', { name: 'Review' }).click()
    const question = page.getByRole('dialog', { name: 'Send to one person?' })
    await question.getByText('Not in the chat, so they get nothing: nobody-at-all').waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await question.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Sent: 1 of 1').waitFor()
    await visitor.page.bringToFront()
    await visitor.openConversation('Deskhelper')
    await visitor.message('We are closed on Monday').waitFor()
    expect(visitor.console).toEqual([])
  },
)
