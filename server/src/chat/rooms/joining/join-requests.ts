import { ChatError, type OwnItem, type ReplyTo } from '@imbachat/protocol'
import { fitLine } from '../../../moderation/rules/fit-line.ts'
import type { ChatDeps } from '../../chat-deps.ts'
import { mustBeAllowedToSend, widgetOf } from '../../messages/check-message.ts'
import type { JoinRequestsOutcome } from '../../ports.ts'
import type { UserPrincipal } from '../../principal.ts'
import { refusal } from '../../refusals.ts'
import { takeOrRefuse } from '../../token-buckets.ts'
import { cardsById } from '../../users/user-card.ts'
import { getRoom } from '../get-room.ts'
import { changeMembers, isSiteAdmin } from '../members/change-members.ts'
import { roomNotFound } from '../room-policy.ts'
import { isShadowed } from '../shadowed.ts'
import { hashOfInvite } from './invite-token.ts'
import { MOST_TOLD, publishJoinRequests } from './publish-join-requests.ts'

/** Requests that one user makes and takes back: each is shown to the room's managers. */
const ASKED = { burst: 20, perSecond: 0.1 }

/** Accepted requests that one manager accepts again: each time, the server reads the room for many users. */
const ACCEPTED_AGAIN = { burst: 10, perSecond: 0.1 }

/** Requests that one answer without ids takes. */
const MOST_ANSWERED = 100

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'bus' | 'clock' | 'memberNews' | 'messageRate' | 'classOf'>

/**
 * @throws ChatError room_not_found, forbidden, not_permitted, invite_invalid, join_declined, too_many_join_requests,
 * words_refused, rate_limited
 */
export async function askToJoin(
  deps: Deps,
  principal: UserPrincipal,
  { roomId, token, note }: { roomId: number; token: string | undefined; note: string },
): Promise<OwnItem> {
  const { widgetId, userId } = principal
  const widget = await widgetOf(deps, widgetId)
  mustBeInRate(deps, principal)
  if (token === undefined && !widget.settings.directory) throw roomNotFound(roomId)
  if (note !== '') await mustBeAllowedToSend(deps, principal)
  const fit = await fitLine(note.trim(), widget, 'note')
  const seen = (await isShadowed(deps, principal)) ? '' : fit
  const ask = { act: 'ask' as const, widgetId, roomId, userId, note: seen }
  const outcome = await deps.store.changeJoinRequests({
    ...ask,
    ...(token !== undefined && { invite: hashOfInvite(token) }),
  })
  const [item] = await publishOutcome(deps, { widgetId, roomId }, outcome)
  if (!item) throw new Error('an open request has no item')
  return item
}

/** @throws ChatError room_not_found: there is no open request; rate_limited */
export async function cancelJoinRequest(deps: Deps, principal: UserPrincipal, roomId: number): Promise<OwnItem> {
  const { widgetId, userId } = principal
  mustBeInRate(deps, principal)
  const cancel = { act: 'cancel' as const, widgetId, roomId, userIds: [userId] }
  const [item] = await publishOutcome(deps, { widgetId, roomId }, await deps.store.changeJoinRequests(cancel))
  if (!item) throw roomNotFound(roomId)
  return item
}

/** @throws ChatError room_not_found, forbidden, invalid_field for a cursor that no page returned */
export async function listJoinRequests(
  deps: Deps,
  principal: UserPrincipal,
  { roomId, cursor, limit }: { roomId: number; cursor: string | undefined; limit: number },
): Promise<ReplyTo<'join.list'>> {
  const { widgetId } = principal
  const { join_requests } = await managedRoom(deps, principal, roomId)
  const { requests, next } = await deps.store.joinRequestsOf(widgetId, roomId, { cursor: cursor ?? null, limit })
  const cardOf = await cardsById(
    deps.users,
    widgetId,
    requests.map(({ userId }) => userId),
  )
  return {
    requests: requests.map(({ userId, note, askedAt }) => ({ user: cardOf(userId), note, asked_at: askedAt })),
    next,
    count: join_requests,
  }
}

/** @throws ChatError room_not_found, forbidden */
export async function answerJoinRequests(
  deps: Deps,
  principal: UserPrincipal,
  { roomId, userIds, accept }: { roomId: number; userIds: readonly string[] | undefined; accept: boolean },
): Promise<ReplyTo<'join.answer'>> {
  const { widgetId, userId: by } = principal
  await managedRoom(deps, principal, roomId)
  const siteAdmin = await isSiteAdmin(deps, principal)
  const first = { cursor: null, limit: MOST_ANSWERED }
  const asking = userIds ?? (await deps.store.joinRequestsOf(widgetId, roomId, first)).requests.map((one) => one.userId)
  const change = { widgetId, roomId, by, siteAdmin, userIds: [...new Set(asking)] }
  let answered: string[] = []
  if (accept) {
    answered = await changeMembers(deps, { ...change, act: 'accept' })
    const before = change.userIds.filter((userId) => !answered.includes(userId))
    await publishAgain(deps, { widgetId, roomId, by }, before)
  } else if (asking.length > 0) {
    const outcome = await deps.store.changeJoinRequests({ ...change, act: 'decline' })
    await publishOutcome(deps, { widgetId, roomId }, outcome)
    answered = outcome.kind === 'done' ? outcome.items.map(({ userId }) => userId) : []
  }
  return { answered, room: await getRoom(deps, principal, roomId) }
}

/**
 * Some may have been accepted before, by a node that died before others received it. Clients that have it lose nothing.
 */
async function publishAgain(
  { store, bus, messageRate }: Deps,
  { widgetId, roomId, by }: { widgetId: number; roomId: number; by: string },
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return
  const inside = await store.joinedOf(widgetId, roomId, userIds)
  if (inside.length === 0) return
  if (messageRate.take(`accepts again ${widgetId}/${by}`, ACCEPTED_AGAIN) > 0) return
  const managers = await store.managersOf(widgetId, roomId, MOST_TOLD)
  bus.publish({ t: 'room', widgetId, roomId, userIds: [...inside, ...managers.map(({ userId }) => userId)] })
  // a node that missed the notice reads the gap
  const [newest] = await store.messagesBefore(widgetId, roomId, null, 1)
  if (newest) bus.publish({ t: 'message', widgetId, roomId, message: newest })
}

async function managedRoom(deps: Deps, principal: UserPrincipal, roomId: number) {
  const room = await getRoom(deps, principal, roomId)
  if (room.can_manage) return room
  throw new ChatError('forbidden', 'Only managers of a room see who asks to join it.', { field: 'room_id' })
}

/**
 * Tells the users who asked and the room's managers. @returns the users' items
 * @throws ChatError for a refusal
 */
async function publishOutcome(
  deps: Deps,
  { widgetId, roomId }: { widgetId: number; roomId: number },
  outcome: JoinRequestsOutcome,
): Promise<OwnItem[]> {
  switch (outcome.kind) {
    case 'refused':
      throw refusal(outcome, roomId)
    case 'declined': {
      const retryAfterMs = outcome.until - deps.clock.now()
      throw new ChatError('join_declined', 'A manager declined the request; the user may ask again later.', {
        field: 'room_id',
        retryAfterMs,
      })
    }
    case 'done':
      return publishJoinRequests(deps, { widgetId, roomId }, outcome.items)
  }
}

function mustBeInRate({ messageRate }: Deps, { widgetId, userId }: UserPrincipal): void {
  takeOrRefuse(messageRate, `asks to join ${widgetId}/${userId}`, ASKED, 'Too many requests to join.')
}
