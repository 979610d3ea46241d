import { ChatError, isGuestId, type ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import { mustBeAllowedToSend, settingsOf } from '../../messages/check-message.ts'
import type { UserPrincipal } from '../../principal.ts'
import { takeOrRefuse } from '../../token-buckets.ts'
import { personOf, whoBlocksPerson } from '../../users/profiles.ts'
import { mayBring } from '../dialogs/may-write-to.ts'
import { getRoom } from '../get-room.ts'
import { isShadowed } from '../shadowed.ts'
import { changeMembers, isSiteAdmin } from './change-members.ts'

/** Users that one user adds to rooms. Limited as dialogs are, so that nobody can copy the list of users. */
const ADDED_MEMBERS = { burst: 200, perSecond: 1 }

/** @throws ChatError room_not_found, forbidden, not_permitted, rate_limited */
export async function addMembers(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'bus' | 'memberNews' | 'messageRate' | 'classOf'>,
  principal: UserPrincipal,
  { room_id, user_ids }: { room_id: number; user_ids: readonly string[] },
): Promise<ReplyTo<'members.add'>> {
  const { widget_id, user_id: by } = principal
  // A user who may not add members is refused before the site is asked about anybody.
  const { can_manage, rights } = await getRoom(deps, principal, room_id)
  if (!can_manage && rights.add !== 'all') {
    throw new ChatError('forbidden', 'Only managers of this room can add members.', { field: 'room_id' })
  }
  const known = await usersToAdd(deps, principal, user_ids)
  if (await isShadowed(deps, principal)) return { added: known, room: await getRoom(deps, principal, room_id) }
  const siteAdmin = await isSiteAdmin(deps, principal)
  const added = await changeMembers(deps, { widget_id, room_id, by, siteAdmin, act: 'add', user_ids: known })
  return { added, room: await getRoom(deps, principal, room_id) }
}

/**
 * The users that the site knows, or about which it could not be asked, without those who block the caller or that the
 * caller blocks.
 * @throws ChatError not_permitted, rate_limited; forbidden where a new dialog needs the site's permission token,
 * since a group of two would be a dialog without one
 */
export async function usersToAdd(
  deps: Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'messageRate'>,
  principal: UserPrincipal,
  user_ids: readonly string[],
): Promise<string[]> {
  const { widget_id, user_id } = principal
  const others = [...new Set(user_ids)].filter((id) => id !== user_id && !isGuestId(id))
  if (others.length === 0) return []
  await mustBeAllowedToSend(deps, principal)
  if ((await settingsOf(deps, widget_id)).dialogs === 'permitted' && !(await isSiteAdmin(deps, principal))) {
    throw new ChatError('forbidden', 'In this widget, users cannot add others to a room; others join by themselves.', {
      field: 'user_ids',
    })
  }
  takeOrRefuse(
    deps.messageRate,
    `added members ${widget_id}/${personOf(principal)}`,
    ADDED_MEMBERS,
    'Too many new members.',
    others.length,
  )
  const [checks, ...blocks] = await Promise.all([
    Promise.all(others.map((id) => deps.users.check(widget_id, id))),
    deps.store.blocksBetween(widget_id, user_id, others),
    whoBlocksPerson(deps, principal, others),
  ])
  const blocked = blocks.flat()
  const free = others.filter((id, index) => checks[index] !== 'unknown' && !blocked.includes(id))
  return (await isSiteAdmin(deps, principal)) ? free : mayBring(deps, principal, free)
}
