import type { Page } from 'playwright-core'
import type { Visitor } from './visitor.ts'

/** Milliseconds after which the chat requests a failed script again by itself. */
const AGAIN_MS = 10_000

type Held = typeof globalThis & { heldTries: Map<number, () => void> }

/** From the next page on the chat asks for nothing again by itself until `runTries`: only Retry brings it. */
export async function holdTries(page: Page): Promise<void> {
  await page.addInitScript((again) => {
    const held = new Map<number, () => void>()
    const { setTimeout, clearTimeout } = globalThis
    let last = 1e9
    Object.assign(globalThis, {
      heldTries: held,
      setTimeout(run: () => void, ms?: number, ...given: []) {
        if (ms !== again) return setTimeout(run, ms, ...given)
        held.set(++last, run)
        return last
      },
      clearTimeout(id: number) {
        if (!held.delete(id)) clearTimeout(id)
      },
    })
  }, AGAIN_MS)
}

/** Number of tries that wait for their time. */
export const countTries = (visitor: Visitor): Promise<number> =>
  visitor.chat.locator('body').evaluate(() => (globalThis as Held).heldTries.size)

/** The time of what waits has come. */
export async function runTries(visitor: Visitor): Promise<void> {
  await visitor.chat.locator('body').evaluate(() => {
    const { heldTries } = globalThis as Held
    const due = [...heldTries.values()]
    heldTries.clear()
    for (const run of due) run()
  })
}

/**
 * Runs `run` when the reader presses Retry, before the chat handles the press, so that no other request comes between.
 */
export async function onRetry(visitor: Visitor, run: () => void): Promise<void> {
  await visitor.page.exposeFunction('retryIsPressed', run)
  await visitor.chat.locator('body').evaluate(() => {
    const { retryIsPressed } = globalThis as typeof globalThis & { retryIsPressed(): void }
    const listen = ({ target }: Event) => (target as Element).textContent === 'Retry' && retryIsPressed()
    addEventListener('click', listen, true)
  })
}
