import { stopCallIn } from '../../calls/stop-call.ts'
import type { ChatDeps } from '../../chat-deps.ts'
import { publishMessages } from '../../messages/publish-messages.ts'
import type { ChangeMembers, MembersOutcome } from '../../ports.ts'
import type { UserPrincipal } from '../../principal.ts'
import { missing, refusal } from '../../refusals.ts'
import { publishJoinRequests } from '../joining/publish-join-requests.ts'

/**
 * Adds, removes or bans members of a group or channel. After the commit the affected users are notified; those who left
 * get no more events of the room. In a live room the other members are notified too, and a notice records it.
 * @param deleted the room is being deleted
 * @returns the users whose membership changed
 * @throws ChatError room_not_found, forbidden, join_request_needed, server_busy
 */
export async function changeMembers(
  { store, bus, memberNews }: Pick<ChatDeps, 'store' | 'bus' | 'memberNews'>,
  change: ChangeMembers,
  deleted?: true,
): Promise<string[]> {
  const { widget_id, room_id, act, user_ids } = change
  const outcome = await store.changeMembers(change).catch((error: unknown) => {
    // The change may be stored all the same: the users get no events until the store has answered whether they are
    // members.
    bus.publish({ t: 'room', widget_id, room_id, user_ids: [...user_ids], gone: [...user_ids] })
    throw error
  })
  if (outcome.kind === 'refused') throw refusal(outcome, room_id)
  const { changed, last_rev, answered } = outcome
  const came = act === 'join' || act === 'add' || act === 'accept'
  // media does not pass the server, so their calls must be ended
  const stopCalls = async (gone: readonly string[]) => {
    if (!came) await stopCallIn({ store, bus }, { widget_id, room_id }, gone)
  }
  if (changed.length === 0 && answered.length === 0) {
    // the first time, it may have failed behind the commit
    await stopCalls(user_ids)
    return []
  }
  // Without a wait before it: events of later commits come after this one.
  bus.publish({ t: 'room', widget_id, room_id, user_ids: changed, gone: came ? [] : changed, last_rev, deleted })
  if (outcome.heir !== null) bus.publish({ t: 'room', widget_id, room_id, user_ids: [outcome.heir] })
  memberNews.changed(widget_id, room_id, came, outcome)
  publishMessages(bus, { widget_id, room_id }, outcome.notices)
  await stopCalls(changed)
  await endRequests({ store, bus }, { widget_id, room_id }, outcome)
  return changed
}

/** For groups and channels. @throws ChatError room_not_found, forbidden for a dialog */
export async function leaveRoom(
  deps: Pick<ChatDeps, 'store' | 'bus' | 'memberNews'>,
  { widget_id, user_id }: UserPrincipal,
  room_id: number,
): Promise<void> {
  await changeMembers(deps, { widget_id, room_id, by: user_id, siteAdmin: false, act: 'leave', user_ids: [user_id] })
}

/**
 * @throws ChatError room_not_found; forbidden if the caller may not manage the room, and for the caller and owners as
 * targets; user_unknown for a ban of a user who was never in the room
 */
export async function removeMember(
  deps: Pick<ChatDeps, 'store' | 'users' | 'bus' | 'memberNews'>,
  principal: UserPrincipal,
  { room_id, memberId, ban }: { room_id: number; memberId: string; ban: boolean },
): Promise<void> {
  const { widget_id, user_id: by } = principal
  const siteAdmin = await isSiteAdmin(deps, principal)
  const act = ban ? ('ban' as const) : ('remove' as const)
  const changed = await changeMembers(deps, { widget_id, room_id, by, siteAdmin, act, user_ids: [memberId] })
  // a user who was never in the room has no membership that could be banned
  if (ban && changed.length === 0 && !(await deps.store.roomOf(widget_id, room_id, memberId))) {
    throw missing('member', memberId)
  }
}

/** Users who got in by another way, or were banned, no longer ask; those who were accepted are notified. */
async function endRequests(
  deps: Pick<ChatDeps, 'store' | 'bus'>,
  room: { widget_id: number; room_id: number },
  { answered, asked }: Extract<MembersOutcome, { kind: 'changed' }>,
): Promise<void> {
  const ended = asked.length > 0 && (await deps.store.changeJoinRequests({ act: 'cancel', ...room, user_ids: asked }))
  await publishJoinRequests(deps, room, [...answered, ...(ended && ended.kind === 'done' ? ended.items : [])])
}

/** Does the site call the user an admin? An admin manages every room that they are in. */
export async function isSiteAdmin(
  { users }: Pick<ChatDeps, 'users'>,
  { widget_id, user_id }: UserPrincipal,
): Promise<boolean> {
  return (await users.sender(widget_id, user_id)).role === 'admin'
}
