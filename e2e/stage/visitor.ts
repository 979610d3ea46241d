import { expect } from 'bun:test'
import { join } from 'node:path'
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'
import type { Person } from '../../demo/src/people.ts'
import { eventually, PATIENCE_MS } from './eventually.ts'
import { inEnglish, type Words } from './phrases-in.ts'

/** The API of the chat in a site's page, as far as tests call it. */
export interface PageWithChat {
  imbaApi: {
    openDialog(userId: number | string, options?: unknown): Promise<unknown>
    addToRoom(room: unknown): Promise<unknown>
    placeHolder(elementId: string, title?: string): void
    load(options: unknown): Promise<void>
    openChat(): void
    closeChat(): void
    logout(): void
    setTheme(theme: 'dark' | 'default'): void
  }
}
declare const window: PageWithChat

/** Milliseconds to read the content of a page that may hang. */
const EVIDENCE_MS = 2_000
const CONSOLE_LINES = 8
const SHOWN_LINES = 25

export type Tick = 'Sending…' | 'Will send when online' | 'Not sent' | 'Sent' | 'Delivered' | 'Read'

/** A visitor of a site: their actions, and checks of what they see. */
export class Visitor {
  readonly page: Page
  readonly context: BrowserContext
  readonly person: Person
  /** in the language of the visitor's chat */
  readonly words: Words
  /** warnings, errors and uncaught exceptions of the page and its frames */
  readonly console: string[] = []

  constructor(page: Page, person: Person, words = inEnglish) {
    this.page = page
    this.context = page.context()
    this.person = person
    this.words = words
    page.setDefaultTimeout(PATIENCE_MS)
    page.on('console', (message) => /warning|error/.test(message.type()) && this.console.push(message.text()))
    page.on('pageerror', (error) => this.console.push(`uncaught: ${error.message}`))
  }

  get launcher(): Locator {
    return this.page.getByRole('button', {
      name: new RegExp(`^(${this.words('Open chat')}|${this.words('Close chat')})$`),
    })
  }

  get chat(): FrameLocator {
    return this.page.frameLocator('iframe:is([title="Chat"], [title="Чат"], [title="الدردشة"])')
  }

  get composer(): Locator {
    return this.chat.getByRole('textbox', { name: this.words('Message') })
  }

  get conversations(): Locator {
    return this.chat.getByRole('list', { name: this.words('Conversations') }).getByRole('button')
  }

  async openChat(): Promise<void> {
    await this.page.getByRole('button', { name: this.words('Open chat') }).click()
  }

  async closeChat(): Promise<void> {
    await this.page.getByRole('button', { name: 'Close chat' }).click()
  }

  /** As a button of the site's page does it. */
  async openDialogWith({ id }: Person): Promise<void> {
    await this.page.evaluate((userId) => window.imbaApi.openDialog(userId), id)
    await this.composer.waitFor()
  }

  /** As a page does whose visitor changes without a reload. */
  async signInOnPage(userId: number, token: string): Promise<void> {
    await this.page.evaluate((options) => window.imbaApi.load(options), { user_id: userId, token })
  }

  /**
   * The script that comes after the first view is there. Clicks before it are kept; a key, a right click, a touch or
   * scrolling is not, as a user does it again.
   */
  async isWhole(): Promise<void> {
    await this.chat.getByRole('button', { name: this.words('Emoji'), exact: true }).waitFor()
  }

  /** From the menu of the list. */
  async chooseInList(name: string): Promise<void> {
    await this.chat.getByRole('button', { name: this.words('Menu'), exact: true }).click()
    await this.chat.getByRole('menuitem', { name: this.words(name), exact: true }).click()
  }

  async openConversation(name: string): Promise<void> {
    const row = this.conversations.filter({ hasText: name })
    await row.click()
    try {
      await this.composer.waitFor({ timeout: 5_000 })
    } catch {
      // A row that moves to the top between press and release is not clicked. On a slow machine it was, and the list
      // may be gone before the conversation is there.
      await row.click({ timeout: 1_000 }).catch(() => undefined)
    }
    await this.composer.waitFor()
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.chat.getByRole('button', { name: this.words('Send'), exact: true }).click()
  }

  get log(): Locator {
    return this.chat.getByRole('log', { name: this.words('Messages') })
  }

  message(text: string): Locator {
    // the time follows the words without a space: "before 3" at 9:38 must not be "before 39"
    const part = this.chat.locator(':not(time, :has(time))', { hasText: text })
    return this.log.getByRole('article').filter({ hasText: text, has: part })
  }

  /** Texts of the open conversation, oldest first. What is not rendered out of sight has no `innerText`. */
  messages(): Promise<string[]> {
    return this.log.locator('article .words').allTextContents()
  }

  async sees(...texts: string[]): Promise<void> {
    await eventually(async () => expect(await this.messages()).toEqual(texts))
  }

  /** Own message `text` has come at least this far. */
  async seesTick(text: string, ...ticks: Tick[]): Promise<void> {
    const name = new RegExp(`^(${ticks.join('|')})$`)
    await this.message(text).getByRole('img', { name }).waitFor()
  }

  /** Waits for the number on the launcher; 0 means no number. */
  async seesUnread(conversations: number): Promise<void> {
    const said = conversations === 0 ? '' : String(conversations)
    const described = async () => (await this.launcher.getAttribute('aria-description')) ?? ''
    await eventually(async () => expect((await described()).replace(/\D/g, '')).toBe(said))
  }

  /** The chat says that there is no connection. */
  async isOffline(): Promise<void> {
    await this.chat.getByText('Waiting for network…').first().waitFor()
  }

  async consoleSays(text: string): Promise<void> {
    await eventually(() => expect(this.console.join('\n')).toContain(text))
  }

  /** Leaves what a developer needs to understand a failed test. @returns the essentials of it */
  async leaveEvidence(folder: string): Promise<string> {
    const name = `${this.person.slug}-${crypto.randomUUID().slice(0, 4)}`
    await this.page.screenshot({ path: join(folder, `${name}.png`), timeout: EVIDENCE_MS }).catch(() => null)
    await Bun.write(join(folder, `${name}.log`), [this.page.url(), ...this.console, ''].join('\n'))
    return [
      `${this.person.name} at ${this.page.url()}`,
      ...this.console.slice(-CONSOLE_LINES).map((line) => `  console: ${line.slice(0, 300)}`),
      await linesOf(this.chat.locator('body'), SHOWN_LINES),
    ].join('\n')
  }
}

/**
 * Waits until the browser has reported to the chat's frame that it is hidden: an observer in the frame gets the report
 * as the chat does.
 */
export const learnsThatItIsHidden = (chat: FrameLocator): Promise<void> =>
  chat.locator('html').evaluate(
    (root) =>
      new Promise<void>((resolve) => {
        new IntersectionObserver((changes) => {
          if (changes.at(-1)?.isIntersecting === false) resolve()
        }).observe(root)
      }),
  )

/** @returns the text of a page without a visitor, such as one of the dashboard */
export async function shownAt(page: Page): Promise<string> {
  return `a page at ${page.url()}\n${await linesOf(page.locator('body'), 2 * SHOWN_LINES)}`
}

async function linesOf(place: Locator, count: number): Promise<string> {
  const shown = await place.ariaSnapshot({ timeout: EVIDENCE_MS }).catch(() => '(it is not there, or does not answer)')
  return shown
    .split('\n')
    .slice(-count)
    .map((line) => `  | ${line.slice(0, 160)}`)
    .join('\n')
}
