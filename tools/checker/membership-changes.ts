import type { Entry } from './history.ts'
import { type Run, roomKey } from './run.ts'

/** One change of one user's membership, as the client that made it recorded it. */
export interface MembershipChange {
  goes: boolean
  asked: number
  /** null: its outcome is unknown */
  acked: number | null
}

/** By `membershipKey`. */
export function membershipChanges({ clients }: Run): Map<string, MembershipChange[]> {
  const changes = new Map<string, MembershipChange[]>()
  for (const { widget, entries } of clients) {
    const ackedAt = new Map<number, number>()
    for (const entry of entries) if (entry.t === 'members_changed') ackedAt.set(entry.change, entry.at)
    for (const entry of entries) {
      if (entry.t !== 'members_asked') continue
      for (const user of entry.users) add(membershipKey(widget, entry.room, user), entry, ackedAt.get(entry.change))
    }
  }
  return changes

  function add(key: string, { act, at }: Entry & { t: 'members_asked' }, acked = 0): void {
    const change = { goes: act !== 'join' && act !== 'add', asked: at, acked: acked || null }
    changes.set(key, [...(changes.get(key) ?? []), change])
  }
}

export const membershipKey = (widget: number, room: number, user: string) => `${roomKey(widget, room)} user ${user}`
