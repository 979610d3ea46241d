import type { SdkClock } from '../types.ts'
import type { Tab } from './tab.ts'

/** A page whose site is slow may take as long, milliseconds; a tab that is frozen takes for ever. */
const PATIENCE = 10_000

export interface TokenAsker {
  /** Asks one tab after the other, the one that was looked at last first. null: none has one. */
  ask(): Promise<string | null>
  /** A tab's page gave one. False: nobody had asked. */
  given(token: string): boolean
  /** The tab that was asked for the `asked`th time has none. */
  none(asked: number): void
}

/** One page is asked for a fresh token, not all of them. */
export function createTokenAsker(clock: SdkClock, tabs: () => Tab[]): TokenAsker {
  let asks = 0
  let answer: ((token: string | null) => void) | null = null

  function askOne(tab: Tab) {
    return new Promise<string | null>((resolve) => {
      const cancel = clock.after(PATIENCE, () => answer?.(null))
      answer = (token) => {
        answer = null
        cancel()
        resolve(token)
      }
      tab.post({ t: 'askToken', asked: ++asks })
    })
  }

  async function askAll() {
    for (const tab of tabs()) {
      const token = await askOne(tab)
      if (token !== null) return token
    }
    return null
  }

  let asking: Promise<string | null> | null = null
  return {
    ask() {
      asking ??= askAll().finally(() => {
        asking = null
      })
      return asking
    },
    given(token) {
      if (!answer) return false
      answer(token)
      return true
    },
    none(asked) {
      if (asked === asks) answer?.(null)
    },
  }
}
