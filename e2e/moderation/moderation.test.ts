import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { violations } from '../dashboard/dashboard-stage.ts'
import { faults } from '../stage/accessibility.ts'
import { eventually } from '../stage/eventually.ts'
import { attach, plainFile } from '../stage/files.ts'
import { type Stage, scene } from '../stage/harness.ts'
import { workersEnd } from '../stage/network.ts'
import { openPublicRoom, ownerAt, pressUntilCurrent } from '../stage/owner-page.ts'
import { storeMessages } from '../stage/stored-messages.ts'
import type { Visitor } from '../stage/visitor.ts'

const row = (page: Page, text: string) => page.getByRole('button', { name: new RegExp(text) })

scene(
  'QUEUE-4 a moderator mutes the author of a reported message with the keys J, M and 1, and takes it back',
  async (stage) => {
    const [mona, gleb] = [stage.person('Monalind'), stage.person('Gleborlov')]
    await storeMessages(stage, gleb, mona, ['Pay me first'])
    const [left, right] = [await stage.connectAs(mona), await stage.openAs(gleb)]
    await left.openDialogWith(gleb)
    await right.openDialogWith(mona)
    const page = await ownerAt(stage, await stage.newContext(), 'moderation')
    await page.getByRole('tab', { name: 'Open' }).waitFor()
    await left.report('Pay me first')

    // without a reload: on the list, in the navigation and in the browser's tab
    await row(page, 'Pay me first').waitFor()
    await page.getByRole('link', { name: /Moderation \d+ waits? for a decision/ }).waitFor()
    await eventually(async () => expect(await page.title()).toMatch(/^\(\d+\) /))
    await pressUntilCurrent(page, 'j', row(page, 'Pay me first'))
    await page.getByRole('region', { name: 'Decision' }).getByText('Fraud').waitFor()
    await page.keyboard.press('m')
    await page.getByRole('dialog', { name: 'Pause posting: Gleborlov' }).waitFor()
    await page.keyboard.press('1')
    await page.getByText('Gleborlov can’t post').waitFor()
    await right.chat.getByText(/You can post again after/).waitFor()
    await right.chat.getByRole('log').getByText('Message deleted').waitFor()

    // it can be undone for ten seconds
    await page.keyboard.press('u')
    await row(page, 'Pay me first').waitFor()
    await right.composer.waitFor()
    await right.message('Pay me first').waitFor()
    await page.keyboard.press('d')
    await page.getByText('Report dismissed').waitFor()
    expect(right.console).toEqual([])
  },
)

scene('QUEUE-4 a decided report stays decided when an older list comes after it', async (stage) => {
  const [mona, gleb] = [stage.person('Monaholm'), stage.person('Glebholm')]
  await storeMessages(stage, gleb, mona, ['Pay me before', 'Pay me twice'])
  const reader = await stage.connectAs(mona)
  await reader.openDialogWith(gleb)
  const page = await ownerAt(stage, await stage.newContext(), 'moderation')
  await reader.report('Pay me before')
  await pressUntilCurrent(page, 'j', row(page, 'Pay me before'))

  const lists = /\/reports\?/
  const [isHeld, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  await page.route(
    lists,
    async (route) => {
      const response = await route.fetch()
      isHeld.resolve()
      await letGo.promise
      await route.fulfill({ response })
    },
    { times: 1 },
  )
  await reader.report('Pay me twice')
  await isHeld.promise
  await page.keyboard.press('d')
  await page.getByText('Report dismissed').waitFor()
  await row(page, 'Pay me before').waitFor({ state: 'detached' })
  const [older] = await Promise.all([page.waitForResponse(lists), letGo.resolve()])
  await older.finished()
  await row(page, 'Pay me twice').waitFor()
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  expect(await row(page, 'Pay me before').count()).toBe(0)
})

scene(
  'PEOPLE-6 PEOPLE-8 PEOPLE-9 ERASE-2 ERASE-6 a moderator finds a person, looks at devices and files, warns, bans and erases them',
  async (stage) => {
    const [vera, timur] = [stage.person('Veraholm'), stage.person('Timurbanev')]
    const visitor = await stage.openAs(timur, { query: 'tokenProvider' })
    await visitor.openDialogWith(vera)
    await attach(visitor, plainFile('price list.bin', 3_000))
    await visitor.write('Hello')
    await visitor.seesTick('Hello', 'Sent', 'Delivered')
    const page = await ownerAt(stage, visitor.context, 'people')
    await page.getByLabel('Search people').fill('timur')
    await page.getByRole('link', { name: /Timurbanev/ }).click()
    await page.getByRole('heading', { name: 'Timurbanev' }).waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))

    await lookAtFiles(page, stage, String(timur.id))
    await signOutEverywhere(page, visitor)

    await page.bringToFront()
    await page.getByRole('button', { name: 'Warn' }).click()
    const warning = page.getByRole('dialog', { name: 'Warn Timurbanev' })
    await warning.getByLabel('Text').fill('No trade here, please')
    await warning.getByRole('button', { name: 'Send warning' }).click()
    const shown = visitor.chat.getByRole('alertdialog', { name: 'Warning from the moderators' })
    await shown.getByText('No trade here, please').waitFor()
    await eventually(async () => expect(await faults(visitor)).toEqual([]))
    await visitor.page.bringToFront()
    await shown.getByRole('button', { name: 'I understand' }).click()
    await shown.waitFor({ state: 'detached' })

    await page.bringToFront()
    await page.getByRole('button', { name: 'Warn', exact: true }).click()
    await warning.getByRole('button', { name: 'Send warning' }).click()
    await shown.waitFor()
    await page.getByRole('button', { name: 'Ban', exact: true }).click()
    const ban = page.getByRole('dialog', { name: 'Ban Timurbanev' })
    await ban.getByRole('radio', { name: 'For good' }).check()
    await ban.getByLabel('Reason').fill('Trade')
    await ban.getByRole('button', { name: 'Ban' }).click()
    await visitor.chat.getByText('You can’t use this chat').waitFor()
    await visitor.chat.getByText('Reason: Trade').waitFor()
    // nobody could confirm it now, and it would cover why
    await shown.waitFor({ state: 'detached' })
    await eventually(async () => expect(await faults(visitor)).toEqual([]))
    await page.getByRole('button', { name: 'Lift the ban' }).click()
    await page.getByText(/Banned by owner-.*lifted by/s).waitFor()
    // what was done stands in the timeline at once
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await timeline.getByText('Trade', { exact: true }).first().waitFor()
    await timeline.getByText('Hello', { exact: true }).waitFor({ state: 'detached' })

    // an open page of the site would bring the person back, with nothing
    await visitor.page.close()
    await workersEnd(visitor.context)
    await page.getByRole('button', { name: 'Erase this person' }).click()
    const erase = page.getByRole('dialog', { name: 'Erase Timurbanev for good?' })
    const button = erase.getByRole('button', { name: 'Erase this person' })
    await eventually(async () => expect(await button.isDisabled()).toBe(true))
    await erase.getByLabel(/Type .* to confirm/).fill(String(timur.id))
    await button.click()
    await page.getByText(/^Done: \d+ messages deleted$/).waitFor()
    await page.getByRole('heading', { name: 'Person erased' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Person erased' }).waitFor()
    expect(await page.getByRole('button', { name: 'Ban', exact: true }).count()).toBe(0)
    await eventually(async () => expect(await violations(page)).toEqual([]))
  },
)

/** The files of a person are shown for a reason, and one of them is downloaded; the log has both. */
async function lookAtFiles(page: Page, { app, widgetId }: Stage, userId: string): Promise<void> {
  const files = page.getByRole('region', { name: 'Files', exact: true })
  await eventually(async () => expect(await files.getByRole('listitem').count()).toBe(0))
  await files.getByLabel('Reason for access').fill('A complaint about prices')
  await files.getByRole('button', { name: 'Show files' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    files.getByRole('button', { name: 'Download price list.bin' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('price list.bin')
  expect(await Bun.file((await download.path()) ?? '').arrayBuffer()).toHaveProperty('byteLength', 3_000)
  await eventually(async () => {
    const log = await app.store.readDb
      .selectFrom('audit')
      .select(['action', 'details'])
      .where('widget_id', '=', widgetId)
      .where('target', '=', userId)
      .execute()
    for (const action of ['people.files', 'people.open_file']) {
      expect(log.find((entry) => entry.action === action)?.details).toContain('A complaint about prices')
    }
  })
}

/** The browser of the visitor is listed and disconnected; the site gives it a new token, and it is back. */
async function signOutEverywhere(page: Page, visitor: Visitor): Promise<void> {
  const listed = page.getByRole('region', { name: 'Devices' })
  await listed
    .getByRole('listitem')
    .filter({ hasText: /Chrome.*Connected/s })
    .waitFor()
  await listed.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByText('Connections ended: 1').waitFor()
  await visitor.page.bringToFront()
  await visitor.write('Back again')
  await visitor.seesTick('Back again', 'Sent', 'Delivered')
}

scene(
  'ROOMS-2 ROOMS-15 a moderator freezes a room, reads and opens it with a reason, and its member is notified at once',
  async (stage) => {
    const inga = stage.person('Ingastrand')
    const visitor = await stage.openAs(inga)
    const title = await openPublicRoom(visitor, 'Harbour')
    await visitor.write('Who buys my boat?')
    const page = await ownerAt(stage, visitor.context, 'rooms')
    await page.getByLabel('Search groups').fill(title)
    await page.getByRole('link', { name: new RegExp(title) }).click()
    await page.getByRole('heading', { name: title }).waitFor()
    await page.getByRole('switch', { name: 'Read-only' }).check()
    await visitor.chat.getByText('Moderators have paused this conversation.').waitFor()
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await page.getByLabel('Reason').fill('Complaint about a boat')
    await page.getByRole('button', { name: 'Read' }).click()
    await page.getByRole('list', { name: 'Conversation' }).getByText('Who buys my boat?').waitFor()
    await page.getByRole('switch', { name: 'Read-only' }).uncheck()
    await visitor.composer.waitFor()

    // once closed, it opens with a reason alone
    const isOpen = page.getByRole('switch', { name: 'Public' })
    await isOpen.uncheck()
    await page.locator('.person-head').getByText('By invitation').waitFor()
    await isOpen.click()
    const question = page.getByRole('dialog', { name: 'Open this group to everyone?' })
    await question.getByLabel('Reason').fill('Its members asked for it')
    await eventually(async () => expect(await violations(page)).toEqual([]))
    await question.getByRole('button', { name: 'Open' }).click()
    await page.locator('.person-head').getByText('Public').waitFor()
    await eventually(async () => expect([await isOpen.isChecked(), await question.count()]).toEqual([true, 0]))
    expect(visitor.console).toEqual([])
  },
)
