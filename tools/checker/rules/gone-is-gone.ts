import { type MembershipChange, membershipChanges, membershipKey } from '../membership-changes.ts'
import type { Rule } from './rule.ts'

/** Milliseconds that a user may still receive events of a room after the ack that they are out. */
const GRACE_MS = 1_000

/**
 * A user who left, was removed or banned receives no events of the room from one second after the ack of that change,
 * until they join again.
 */
export const goneIsGone: Rule = {
  promises: 'ROOM-4',
  *check(run) {
    const changes = membershipChanges(run)
    for (const { client, user, widget, entries } of run.clients) {
      for (const entry of entries) {
        if (entry.t !== 'received') continue
        for (const out of absences(changes.get(membershipKey(widget, entry.room, user)) ?? [])) {
          if (entry.at <= out.from + GRACE_MS || entry.at >= out.until) continue
          yield `${client} received an event of room ${entry.room} ${entry.at - out.from} ms after ${user} was out`
        }
      }
    }
  },
}

/** The times when the user was certainly out: no join was pending. */
function absences(changes: readonly MembershipChange[]): { from: number; until: number }[] {
  const comings = changes.filter(({ goes }) => !goes)
  return changes.flatMap(({ goes, asked, acked: from }) => {
    if (!goes || from === null) return []
    const beside = comings.some((one) => one.asked <= from && (one.acked ?? Number.POSITIVE_INFINITY) >= asked)
    const next = comings.map((one) => one.asked).filter((at) => at > from)
    return beside ? [] : [{ from, until: Math.min(Number.POSITIVE_INFINITY, ...next) }]
  })
}
