import { ChatError, type OwnItem, type Restriction } from '@imbachat/protocol'
import type { RestrictionKind } from '@imbachat/protocol/moderation/moderation'
import { stopCallOf } from '../../chat/calls/stop-call.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { fromRow, type WholeStanding } from '../../chat/own-state/own-item.ts'
import type { PutStanding } from '../../chat/ports.ts'
import { namesOf } from '../../chat/users/profiles.ts'
import type { ChatUser } from '../../chat/users/user.ts'

/** Leaves out restrictions that have expired. */
export function standingAt({ mute, ban, warning, shadow }: WholeStanding, now: number): WholeStanding {
  const holds = (restriction: Restriction | null) =>
    restriction !== null && (restriction.until === null || restriction.until > now) ? restriction : null
  return { mute: holds(mute), ban: holds(ban), warning, shadow: holds(shadow) }
}

/** Others see nothing of the user's messages, and the user is not notified. */
export const isShadowBanned = ({ standing }: Pick<ChatUser, 'standing'>): boolean => standing?.shadow != null

export const isMuted = ({ standing }: Pick<ChatUser, 'standing'>): boolean => standing?.mute != null

/** @throws ChatError banned, muted: the user must not write */
export function mustBeInGoodStanding({ standing }: Pick<ChatUser, 'standing'>): void {
  if (standing?.ban) throw bannedError(standing.ban)
  if (!standing?.mute) return
  const message = `The moderators do not let this user write${ending(standing.mute)}.`
  throw new ChatError('muted', message, { restriction: standing.mute })
}

export const bannedError = (ban: Restriction): ChatError =>
  new ChatError('banned', `The moderators do not let this user use the chat${ending(ban)}.`, { restriction: ban })

const ending = ({ until }: Restriction) => (until === null ? '' : ` until ${new Date(until).toISOString()}`)

/** When a restriction ends; null: never, as with every warning. @param minutes null: it is for good */
export const restrictionEnd = (kind: RestrictionKind, minutes: number | null, now: number): number | null =>
  kind === 'warn' || minutes === null ? null : now + minutes * 60_000

/**
 * Warns, mutes or bans a user, or ends that: a profile's person, with all of their names. All connections of the user
 * on all nodes learn it after the commit.
 * @throws ChatError conflict: the user is being erased, and stays banned until that is done
 */
export async function changeStanding(
  { store, users, bus }: Pick<ChatDeps, 'store' | 'users' | 'bus'>,
  { widget_id, user_id, change }: PutStanding,
): Promise<OwnItem> {
  const known = await users.stored(widget_id, user_id)
  const [person = user_id, ...profiles] = known ? await namesOf({ users }, widget_id, known) : [user_id]
  const put = await store.putStanding({ widget_id, user_id: person, profiles, change })
  if (put.erasing) throw new ChatError('conflict', 'This user is being erased, and stays banned until that is done.')
  const isShadow = 'kind' in change && change.kind === 'shadow'
  const changes = [{ user_id: person, item: put.item, changed: put.changed }, ...put.profiles]
  for (const name of [person, ...profiles]) {
    users.forget(widget_id, name)
    const own = changes.find((one) => one.user_id === name)
    if (own?.changed) bus.publish({ t: 'own', widget_id, user_id: name, items: [fromRow(own.item)] })
    // other nodes remember the user too; the user's own connections get nothing
    else if (isShadow) bus.publish({ t: 'own', widget_id, user_id: name, items: [] })
    // the media of a call does not pass the server, so the call must be ended
    if (change.act === 'give' && change.kind !== 'warn') await stopCallOf({ store, bus }, widget_id, name)
  }
  return fromRow((changes.find((one) => one.user_id === user_id) ?? put).item)
}
