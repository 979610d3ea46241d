import { type MembershipChange, membershipChanges, seatKey } from '../membership-changes.ts'
import type { Rule } from './rule.ts'

/** How long after it was acked that he is out a user may still hear of a room. Milliseconds. */
const GRACE_MS = 1_000

/** Who left, was removed or banned is told nothing of the room from a second after that was acked to whoever did it, until he comes again. */
export const goneIsGone: Rule = {
  promises: 'R70',
  *check(run) {
    const changes = membershipChanges(run)
    for (const { client, user, widget, entries } of run.clients) {
      for (const entry of entries) {
        if (entry.t !== 'received') continue
        for (const out of absences(changes.get(seatKey(widget, entry.room, user)) ?? [])) {
          if (entry.at <= out.from + GRACE_MS || entry.at >= out.until) continue
          yield `${client} heard of room ${entry.room} ${entry.at - out.from} ms after ${user} was out of it`
        }
      }
    }
  },
}

/** When he was out for certain: no coming was under way at the same time. */
function absences(changes: readonly MembershipChange[]): { from: number; until: number }[] {
  const comings = changes.filter(({ goes }) => !goes)
  return changes.flatMap(({ goes, asked, acked: from }) => {
    if (!goes || from === null) return []
    const beside = comings.some((one) => one.asked <= from && (one.acked ?? Number.POSITIVE_INFINITY) >= asked)
    const next = comings.map((one) => one.asked).filter((at) => at > from)
    return beside ? [] : [{ from, until: Math.min(Number.POSITIVE_INFINITY, ...next) }]
  })
}
