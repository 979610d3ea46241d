import type { Page } from 'playwright-core'
import type { DashboardStage } from '../dashboard/dashboard-stage.ts'

interface Market {
  texts: readonly string[]
  /** seqs of the reports, each of another user */
  reported: readonly number[]
  /** who wrote each text; missing: `timur` wrote all */
  authors?: readonly string[]
}

/** A widget with one room in which texts are reported. */
export async function makeMarket(
  stage: DashboardStage,
  owner: string,
  { texts, reported, authors = texts.map(() => 'timur') }: Market,
): Promise<number> {
  const widget_id = await stage.widgetOf(owner, 'Market')
  const { chat } = stage.server.app.store
  const reporters = reported.map((_, place) => `reporter${place}`)
  const members = [...new Set([...authors, ...reporters])]
  for (const user_id of ['timur', ...members]) await chat.touchUser({ widget_id, user_id })
  const room = { pipe: 'boats', title: 'Boats', is_public: false, ownerId: 'timur', user_ids: members }
  const { room_id } = await chat.makeRoom({ widget_id, ...room })
  for (const [place, text] of texts.entries()) {
    const sender_id = authors[place] ?? 'timur'
    await chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null })
  }
  for (const [place, seq] of reported.entries()) {
    // the newest is first also among those of one millisecond
    const of = { widget_id, id: Bun.randomUUIDv7(), room_id, seq, user_id: null, reporter_id: `reporter${place}` }
    await chat.putReport({ ...of, reason: place === 1 ? 'fraud' : 'spam', comment: 'Again and again' })
  }
  return widget_id
}

export const row = (page: Page, text: string) => page.getByRole('button', { name: new RegExp(text) })
export const said = (page: Page, text: string) => page.locator('.toasts').getByText(text)

/** Opens a report, and waits until its message is loaded: the buttons below it move until then. */
export async function openReport(page: Page, text: string): Promise<void> {
  await row(page, text).click()
  await isOpen(page, text)
}

export const isOpen = (page: Page, text: string) => page.locator('.report-context .reported').getByText(text).waitFor()
