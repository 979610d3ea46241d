import { ChatError } from '@imbachat/protocol'

/**
 * Work that hashes passwords: one at a time, however many ask. A hash takes a core for a tenth of a second and 64 MB.
 */
export interface PasswordQueue {
  /**
   * May this address add a password now?
   * @throws ChatError rate_limited
   */
  mustHaveRoom(address: string): void
  /**
   * Runs the work when it is the address's turn: addresses take turns. If the queue is full, it refuses the last entry
   * of the address with the most waiting entries, which may be the new one.
   * @throws ChatError rate_limited, and the errors of `work`
   */
  run<T>(address: string, work: () => Promise<T>): Promise<T>
}

/** Waiting, beside the one that is hashed. The eighth waits for about a second. */
export const WAITING_PASSWORDS = 8
const RETRY_MS = 1_000

interface Waiting {
  begin(): void
  refuse(): void
}

export function createPasswordQueue(most = WAITING_PASSWORDS): PasswordQueue {
  /** addresses in the order of their turns; no list is empty */
  const lines = new Map<string, Waiting[]>()
  let working = false

  const count = () => lines.values().reduce((sum, line) => sum + line.length, 0)

  function longest(): [string, Waiting[]] {
    return [...lines].reduce((most, line) => (line[1].length > most[1].length ? line : most))
  }

  /**
   * The address whose last password makes room for one of `address`; null: there is room.
   * @throws ChatError when it is its own
   */
  function evictFor(address: string): string | null {
    if (count() < most) return null
    const [crowd, line] = longest()
    if (line.length <= (lines.get(address)?.length ?? 0) + 1) throw tooMany()
    return crowd
  }

  function takeLast(address: string): Waiting | undefined {
    const line = lines.get(address)
    const last = line?.pop()
    if (line?.length === 0) lines.delete(address)
    return last
  }

  function next(): void {
    working = false
    for (const [address, line] of lines) {
      lines.delete(address)
      const first = line.shift()
      // Its next password waits behind those of all other addresses.
      if (line.length > 0) lines.set(address, line)
      working = true
      first?.begin()
      return
    }
  }

  function turn(address: string): Promise<void> {
    if (!working) {
      working = true
      return Promise.resolve()
    }
    const crowd = evictFor(address)
    if (crowd !== null) takeLast(crowd)?.refuse()
    return new Promise((begin, reject) => {
      const line = lines.get(address) ?? []
      line.push({ begin, refuse: () => reject(tooMany()) })
      lines.set(address, line)
    })
  }

  return {
    mustHaveRoom(address) {
      if (working) evictFor(address)
    },
    async run(address, work) {
      await turn(address)
      try {
        return await work()
      } finally {
        next()
      }
    },
  }
}

const tooMany = () =>
  new ChatError('rate_limited', 'too many passwords are being checked; wait and try again', { retryAfterMs: RETRY_MS })
