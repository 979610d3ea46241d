/** Milliseconds without a byte of media after which the page makes sure of its connection to the server. */
export const CHECK_AFTER = 1_000
/** Milliseconds without a byte of media after which the path is tried again, and after which a new one is made. */
export const RESTART_AFTER = 2_000
export const RENEW_AFTER = 5_000
/** The first connection may take so long: a relay over TLS needs many round trips. */
export const FIRST_TAKES = 8_000
/** Milliseconds without media after which the call is given up. */
export const GIVE_UP_AFTER = 30_000

/**
 * `check`: tests the connection to the server, which may be cut too and notices that late. `restart`: the same
 * connection finds new paths, with new credentials. `renew`: a new connection replaces it.
 */
export type Remedy = 'none' | 'check' | 'restart' | 'renew' | 'give up'

export interface Recovery {
  /**
   * Call it about twice a second.
   * @param bytes all that the present connection has received
   * @param failed the browser has given this connection up
   * @param reachable the other side can be reached by signals, so that a remedy can work
   */
  look(bytes: number, failed: boolean, reachable: boolean): Remedy
  /** The network or the link to the server changed: silent media get a remedy at once. */
  changed(): void
  /** the media has stopped, or did not begin */
  silent(): boolean
}

/** Decides what to do when no media arrives. */
export function createRecovery(now: () => number): Recovery {
  let bytes = 0
  /** of the last byte, or of the beginning */
  let receivedAt = now()
  /** since then */
  let checked = false
  let restartedAt: number | null = null
  let renewedAt: number | null = null
  let hurry = false
  let begun = false

  function look(received: number, failed: boolean, reachable: boolean): Remedy {
    const at = now()
    if (received !== bytes) {
      // a new connection counts from 0
      if (received > bytes) {
        receivedAt = at
        restartedAt = renewedAt = null
        checked = false
        hurry = false
        begun = true
      }
      bytes = received
    }
    const silence = at - receivedAt
    if (silence >= GIVE_UP_AFTER) return 'give up'
    if (!reachable) return 'none'
    const patience = begun ? RENEW_AFTER : FIRST_TAKES
    if (at - (renewedAt ?? receivedAt) >= patience || (failed && renewedAt === null)) {
      renewedAt = at
      return 'renew'
    }
    // a connection that is being made needs its time, one that worked should not be silent
    const due = hurry ? silence > 1_000 : begun && silence >= RESTART_AFTER
    if (due && restartedAt === null && renewedAt === null) {
      hurry = false
      restartedAt = at
      return 'restart'
    }
    if (checked || !begun || silence < CHECK_AFTER) return 'none'
    checked = true
    return 'check'
  }

  return {
    look,
    changed() {
      hurry = true
      restartedAt = null
    },
    silent: () => !begun || now() - receivedAt >= RESTART_AFTER,
  }
}
