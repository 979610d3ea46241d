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
  { room_id, token, note }: { room_id: number; token?: string | undefined; note: string },
): Promise<OwnItem> {
  const { widget_id, user_id } = principal
  const widget = await widgetOf(deps, widget_id)
  mustBeInRate(deps, principal)
  if (token === undefined && !widget.settings.directory) throw roomNotFound(room_id)
  if (note !== '') await mustBeAllowedToSend(deps, principal)
  const fit = await fitLine(note.trim(), widget, 'note')
  const seen = (await isShadowed(deps, principal)) ? '' : fit
  const ask = { act: 'ask' as const, widget_id, room_id, user_id, note: seen }
  const outcome = await deps.store.changeJoinRequests({
    ...ask,
    ...(token !== undefined && { invite: hashOfInvite(token) }),
  })
  const [item] = await publishOutcome(deps, { widget_id, room_id }, outcome)
  if (!item) throw new Error('an open request has no item')
  return item
}

/** @throws ChatError room_not_found: no request is open; rate_limited */
export async function cancelJoinRequest(deps: Deps, principal: UserPrincipal, room_id: number): Promise<OwnItem> {
  const { widget_id, user_id } = principal
  mustBeInRate(deps, principal)
  const cancel = { act: 'cancel' as const, widget_id, room_id, user_ids: [user_id] }
  const [item] = await publishOutcome(deps, { widget_id, room_id }, await deps.store.changeJoinRequests(cancel))
  if (!item) throw roomNotFound(room_id)
  return item
}

/** @throws ChatError room_not_found, forbidden, invalid_field for a cursor that no page returned */
export async function listJoinRequests(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, cursor, limit }: { room_id: number; cursor?: string | undefined; limit: number },
): Promise<ReplyTo<'join.list'>> {
  const { widget_id } = principal
  const { join_requests } = await managedRoom(deps, principal, room_id)
  const { requests, next } = await deps.store.joinRequestsOf(widget_id, room_id, { cursor: cursor ?? null, limit })
  const cardOf = await cardsById(
    deps.users,
    widget_id,
    requests.map(({ user_id }) => user_id),
  )
  return {
    requests: requests.map(({ user_id, note, asked_at }) => ({ user: cardOf(user_id), note, asked_at })),
    next,
    count: join_requests,
  }
}

/** @throws ChatError room_not_found, forbidden */
export async function answerJoinRequests(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, user_ids, accept }: { room_id: number; user_ids?: readonly string[] | undefined; accept: boolean },
): Promise<ReplyTo<'join.answer'>> {
  const { widget_id, user_id: by } = principal
  await managedRoom(deps, principal, room_id)
  const siteAdmin = await isSiteAdmin(deps, principal)
  const first = { cursor: null, limit: MOST_ANSWERED }
  const asking =
    user_ids ?? (await deps.store.joinRequestsOf(widget_id, room_id, first)).requests.map((one) => one.user_id)
  const change = { widget_id, room_id, by, siteAdmin, user_ids: [...new Set(asking)] }
  let answered: string[] = []
  if (accept) {
    answered = await changeMembers(deps, { ...change, act: 'accept' })
    const before = change.user_ids.filter((user_id) => !answered.includes(user_id))
    await publishAgain(deps, { widget_id, room_id, by }, before)
  } else if (asking.length > 0) {
    const outcome = await deps.store.changeJoinRequests({ ...change, act: 'decline' })
    await publishOutcome(deps, { widget_id, room_id }, outcome)
    answered = outcome.kind === 'done' ? outcome.items.map(({ user_id }) => user_id) : []
  }
  return { answered, room: await getRoom(deps, principal, room_id) }
}

/**
 * Some may have been accepted before, by a node that died before others received it. Clients that have it lose nothing.
 */
async function publishAgain(
  { store, bus, messageRate }: Deps,
  { widget_id, room_id, by }: { widget_id: number; room_id: number; by: string },
  user_ids: readonly string[],
): Promise<void> {
  if (user_ids.length === 0) return
  const inside = await store.joinedOf(widget_id, room_id, user_ids)
  if (inside.length === 0) return
  if (messageRate.take(`accepts again ${widget_id}/${by}`, ACCEPTED_AGAIN) > 0) return
  const managers = await store.managersOf(widget_id, room_id, MOST_TOLD)
  bus.publish({ t: 'room', widget_id, room_id, user_ids: [...inside, ...managers.map(({ user_id }) => user_id)] })
  // a node that missed the notice reads the gap
  const [newest] = await store.messagesBefore(widget_id, room_id, null, 1)
  if (newest) bus.publish({ t: 'message', widget_id, room_id, message: newest })
}

async function managedRoom(deps: Deps, principal: UserPrincipal, room_id: number) {
  const room = await getRoom(deps, principal, room_id)
  if (room.can_manage) return room
  throw new ChatError('forbidden', 'Only managers of a room see who asks to join it.', { field: 'room_id' })
}

/**
 * Notifies the users who asked and the room's managers.
 * @returns the users' items
 * @throws ChatError for a refusal
 */
async function publishOutcome(
  deps: Deps,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  outcome: JoinRequestsOutcome,
): Promise<OwnItem[]> {
  switch (outcome.kind) {
    case 'refused':
      throw refusal(outcome, room_id)
    case 'declined': {
      const retryAfterMs = outcome.until - deps.clock.now()
      throw new ChatError('join_declined', 'A manager declined the request; the user may ask again later.', {
        field: 'room_id',
        retryAfterMs,
      })
    }
    case 'done':
      return publishJoinRequests(deps, { widget_id, room_id }, outcome.items)
  }
}

function mustBeInRate({ messageRate }: Deps, { widget_id, user_id }: UserPrincipal): void {
  takeOrRefuse(messageRate, `asks to join ${widget_id}/${user_id}`, ASKED, 'Too many requests to join.')
}
