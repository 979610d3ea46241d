/** Milliseconds that the page has for an answer. Its server may be slow, but the promise must settle. */
const PATIENCE_MS = 30_000

export interface TokenRequests {
  /**
   * Asks the page. Requests at the same time share one answer. Null: the page has no token, or did not answer in time.
   */
  ask(): Promise<string | null>
  /** The page's answer. False: there was no request. */
  answer(token: string | null): boolean
}

export function createTokenRequests(askPage: () => void): TokenRequests {
  let pending: { promise: Promise<string | null>; resolve: (token: string | null) => void } | null = null

  function answer(token: string | null): boolean {
    if (!pending) return false
    pending.resolve(token)
    pending = null
    return true
  }

  return {
    answer,
    ask() {
      if (pending) return pending.promise
      const { promise, resolve } = Promise.withResolvers<string | null>()
      const timer = setTimeout(() => answer(null), PATIENCE_MS)
      pending = {
        promise,
        resolve(token) {
          clearTimeout(timer)
          resolve(token)
        },
      }
      askPage()
      return promise
    },
  }
}
