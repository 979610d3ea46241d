import { expect } from 'bun:test'
import type { Locator } from 'playwright-core'
import { TOLERANCE_SECONDS } from '../../server/src/chat/identity/token-rules.ts'
import { embedding } from '../stage/embedding.ts'
import { eventually } from '../stage/eventually.ts'
import { type Stage, scene, sceneOfTime } from '../stage/harness.ts'
import { setOffline } from '../stage/network.ts'
import { ownerOf } from '../stage/owner-page.ts'
import type { Visitor } from '../stage/visitor.ts'

/** The life of a page's first token, seconds. */
const SHORT = 60
/** Until the server ends the session of that token, milliseconds. */
const TO_ITS_END = (SHORT + TOLERANCE_SECONDS + 1) * 1000

/**
 * A page as the snippet of the dashboard makes it: a token, and no `tokenProvider`. Each load signs another token, and
 * only the first one ends soon.
 */
async function openWithToken(stage: Stage, name: string, more = '', body = ''): Promise<Visitor> {
  const visitor = stage.person(name)
  const { serve, script } = await embedding(stage)
  let loads = 0
  const token = () => stage.token(visitor.id, loads++ === 0 ? SHORT : 3600)
  const url = await serve(
    () => `<!doctype html><title>Shop</title>${body}<script src="${script}"></script>
    <script>ImbaChat.load({ token: '${token()}'${more} })</script>`,
  )
  return stage.openAs(visitor, { url })
}

sceneOfTime(
  'SESSION-1 a page that has no other token says that the session has expired, and Reload goes on',
  async (stage) => {
    const boris = stage.person('Boris of ends')
    const reader = await openWithToken(stage, 'Expira')
    await reader.openDialogWith(boris)
    await reader.composer.fill('Half a thought')
    stage.clock.elapse(TO_ITS_END)
    const reload = reader.chat.getByRole('button', { name: 'Reload' })
    await reload.waitFor()
    await reader.chat.getByText('Your session has expired').waitFor()
    await eventually(async () => expect(await reader.composer.inputValue()).toBe('Half a thought'))
    const loaded = reader.page.waitForEvent('load')
    await reload.click()
    // until then the composer is that of the page before
    await loaded
    await reader.composer.waitFor()
    await eventually(async () => expect(await reader.composer.inputValue()).toBe('Half a thought'))
    await reader.write('A whole thought')
    await reader.seesTick('A whole thought', 'Sent', 'Delivered', 'Read')
  },
)

sceneOfTime('SESSION-1 Reload goes on in a room that stands in the page, too', async (stage) => {
  const reader = await openWithToken(
    stage,
    'Holda',
    '',
    '<div data-imbachat-room="sessions" data-title="Harbour" style="height:520px"></div>',
  )
  const room = reader.page.frameLocator('iframe[title="Harbour"]')
  const composer = room.getByRole('textbox', { name: 'Message' })
  await composer.fill('Half a thought')
  stage.clock.elapse(TO_ITS_END)
  const loaded = reader.page.waitForEvent('load')
  await room.getByRole('button', { name: 'Reload' }).click()
  await loaded
  await room.getByRole('button', { name: 'Reload' }).waitFor({ state: 'detached' })
  await composer.fill('A whole thought')
  await composer.press('Enter')
  await room.getByRole('log').getByText('A whole thought').waitFor()
  await room.getByRole('img', { name: 'Sent' }).waitFor()
})

sceneOfTime(
  'SESSION-1 a page whose tokenProvider answers null later gives a token, and the chat goes on',
  async (stage) => {
    const reader = await openWithToken(stage, 'Latoya', ', tokenProvider: async () => window.fresh ?? null')
    await reader.openChat()
    await reader.chat.getByText('No conversations yet').waitFor()
    stage.clock.elapse(TO_ITS_END)
    await reader.chat.getByRole('button', { name: 'Reload' }).waitFor()
    await reader.page.evaluate((token) => Object.assign(window, { fresh: token }), stage.token(reader.person.id))
    await reader.chat.getByRole('button', { name: 'Reload' }).waitFor({ state: 'detached' })
    await reader.chat.getByText('No conversations yet').waitFor()
  },
)

/** A try may not reach the busy server, and the button goes while an earlier one succeeds. */
const checksAgainUntil = (again: Locator, shown: Locator): Promise<void> =>
  eventually(async () => {
    if (await again.count()) await again.click({ timeout: 1_000 }).catch(() => undefined)
    await shown.waitFor({ timeout: 1_000 })
  })

scene('SESSION-3 a banned user has no badge, and Check again leads back when the ban was lifted', async (stage) => {
  const [vera, boris] = [stage.person('Verabanned'), stage.person('Borisbans')]
  const [reader, writer] = [await stage.openAs(vera), await stage.connectAs(boris)]
  await reader.openChat()
  await reader.chat.getByText('No conversations yet').waitFor()
  await writer.openDialogWith(vera)
  await writer.write('Are you there?')
  await reader.seesUnread(1)
  const owner = await ownerOf(stage)
  const ban = { user_id: String(vera.id), kind: 'ban' }
  const params = { widget_id: stage.widgetId }
  await owner.ask('people.restrict', { params, body: ban })

  const again = reader.chat.getByRole('button', { name: 'Check again' })
  await again.waitFor()
  await reader.seesUnread(0)
  await again.click()
  await eventually(async () => expect(await again.isEnabled()).toBe(true))
  // a try that does not reach the server says so
  await setOffline(reader.context, true)
  await again.click()
  await reader.chat.getByRole('alert').filter({ hasText: 'You’re offline' }).waitFor()
  await setOffline(reader.context, false)
  await owner.ask('people.lift', { params, body: ban })
  await checksAgainUntil(again, reader.conversations.first())
  await reader.openConversation('Borisbans')
  await reader.sees('Are you there?')
})

scene('SESSION-3 a page of a suspended widget says so, and Check again leads back when it goes on', async (stage) => {
  const reader = await stage.openAs(stage.person('Suspendra'))
  await reader.openChat()
  await reader.chat.getByText('No conversations yet').waitFor()
  const { app, widgetId } = stage
  const suspend = (suspended_at: number | null) =>
    app.store.control.updateTable('widget').set({ suspended_at }).where('id', '=', widgetId).execute()
  await suspend(Date.now())
  const again = reader.chat.getByRole('button', { name: 'Check again' })
  try {
    await again.waitFor()
    await reader.chat.getByText('Chat is paused on this site for now.').waitFor()
  } finally {
    await suspend(null)
  }
  await checksAgainUntil(again, reader.chat.getByText('No conversations yet'))
})
