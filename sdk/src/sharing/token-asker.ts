import type { SdkClock } from '../types.ts'
import type { Tab } from './tab.ts'

/** Milliseconds that one page may take: a site may be slow, and a frozen tab never answers. */
const PATIENCE = 10_000

export interface TokenAsker {
  /** Asks one tab after another, the last viewed first. null: none has a token. */
  ask(): Promise<string | null>
  /** A tab's page gave a token. False: none was asked for. */
  given(token: string): boolean
  /** The tab that got request number `asked` has no token. */
  none(asked: number): void
}

/** Asks one page at a time for a new token, not all of them. */
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
