import { isPresent } from '@imbachat/protocol/rooms/membership'
import { messagesIn } from '../history.ts'
import { type MembershipChange, membershipChanges, membershipKey } from '../membership-changes.ts'
import { type ClientRun, type Run, roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/** Milliseconds that a client may still receive events of a room after it learned that its user is out. */
const GRACE_MS = 1_000

/**
 * A client receives no events of another widget's rooms, of rooms that its user is not a member of, or of rooms that
 * the user left.
 */
export const apart: Rule = {
  promises: 'ACCESS-1 ACCESS-2',
  *check(run) {
    const changes = membershipChanges(run)
    for (const client of run.clients) {
      yield* roomsOfOthers(run, client)
      yield* leftRooms(client, changes)
    }
  },
}

function* roomsOfOthers({ rooms }: Run, { client, user, widget, entries }: ClientRun) {
  for (const entry of entries) {
    if (!('room' in entry) || (messagesIn(entry).length === 0 && entry.t !== 'resync')) continue
    const key = roomKey(widget, entry.room)
    const member = rooms.get(key)?.members.find((one) => one.user === user)
    if (!member) yield `${client} of user ${user} received ${key}, where the user is not a member`
    else if (entry.widget !== widget || entry.user !== user) {
      yield `${client} of user ${user} in widget ${widget} received data of user ${entry.user} in widget ${entry.widget}`
    }
  }
}

function* leftRooms(
  { client, user, widget, entries }: ClientRun,
  changes: ReadonlyMap<string, readonly MembershipChange[]>,
) {
  /** A client may receive events again before it learns that its user is a member again. */
  const cameAgain = (room: number, from: number, until: number) =>
    changes.get(membershipKey(widget, room, user))?.some(({ goes, asked }) => !goes && asked >= from && asked <= until)

  const leftAt = new Map<number, number>()
  for (const entry of entries) {
    if (entry.t === 'membership') {
      if (isPresent(entry)) leftAt.delete(entry.room)
      else leftAt.set(entry.room, entry.at)
    }
    if (entry.t !== 'received') continue
    const left = leftAt.get(entry.room)
    if (left !== undefined && entry.at > left + GRACE_MS && !cameAgain(entry.room, left, entry.at)) {
      yield `${client} received an event of room ${entry.room} ${entry.at - left} ms after its user was out`
    }
  }
}
