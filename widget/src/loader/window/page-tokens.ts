import { type Given, text } from '../options.ts'
import type { Session } from '../session.ts'

interface Page {
  /** @returns the number of listeners */
  emit(event: string): number
  load(given: Given): unknown
}

/**
 * Tokens that the page gives after `load`: by its `tokenProvider`, or by calling `load` when it receives
 * `imbaChat.tokenExpired`.
 */
export function createPageTokens({ given, options }: Session, page: Page, answer: (token: string | null) => void) {
  let closed = false

  /** @returns null if the page has none to give */
  async function ask(): Promise<string | null> {
    try {
      return text(await (given as { tokenProvider?(): unknown }).tokenProvider?.())
    } catch (error) {
      console.error(error)
      return null
    }
  }

  return {
    ask,
    async renew(): Promise<void> {
      const listened = page.emit('imbaChat.tokenExpired')
      // without a provider the listeners answer, by calling `load` with a fresh token
      if (listened && !given.tokenProvider) return
      const token = await ask()
      if (closed) return
      // Perhaps another user's. If the first user came by `tokenProvider` alone, the frame notices that.
      if (token && options.userId) page.load({ ...given, token })
      else answer(token)
    },
    close() {
      closed = true
    },
  }
}
