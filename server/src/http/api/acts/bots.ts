import { ChatError } from '@imbachat/protocol'
import type { apiBotOperations } from '@imbachat/protocol/http/api/api-bots'
import type { RoomName } from '@imbachat/protocol/http/api/api-parts'
import type { Operation } from '@imbachat/protocol/http/operation'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import type { ChatDeps } from '../../../chat/chat-deps.ts'
import type { ApiPrincipal } from '../../../chat/principal.ts'
import { missing } from '../../../chat/refusals.ts'
import { bannedError } from '../../../moderation/restrictions/standing.ts'
import type { ApiActs } from '../endpoint.ts'
import { asTeam } from './as-team.ts'
import { roomOfName } from './room-of-name.ts'

export const botActs: ApiActs<typeof apiBotOperations> = {
  'bots.list': ({ query, ...call }, deps) => asTeam('widget_bots.list', call, { query }, deps),
  'bots.put': ({ params, body, ...call }, deps) => asTeam('widget_bots.put', call, { params, body }, deps),
  'bots.create_key': ({ params, body, ...call }, deps) =>
    asTeam('widget_bots.create_key', call, { params, body }, deps),
  'bots.revoke_keys': ({ params, ...call }, deps) => asTeam('widget_bots.revoke_keys', call, { params }, deps),
}

interface Named {
  room?: RoomName
  user_id?: string
}

/** A bot may leave out that it acts as itself. */
export function withBot({ key: { user_id } }: ApiPrincipal, body: unknown, operation: Operation): unknown {
  if (user_id === null || !isObject(body) || 'user_id' in body || body.type === 'system') return body
  return 'user_id' in (operation.body?.shape ?? {}) ? { ...body, user_id } : body
}

/** Before the input is looked at. @throws ChatError forbidden */
export function mustBeOpenTo({ key: { user_id } }: ApiPrincipal, { bots }: Operation): void {
  if (user_id === null || bots) return
  throw new ChatError('forbidden', 'the key of a bot may not do this: see docs/bots.md')
}

/**
 * Binds the key of a bot to itself, and to rooms that it is in. One that is banned changes nothing.
 * @throws ChatError forbidden, room_not_found, banned
 */
export async function mustBeForBot(
  { store, users }: Pick<ChatDeps, 'store' | 'users'>,
  { widget_id, key: { user_id } }: ApiPrincipal,
  { method }: Operation,
  { params, query, body }: { params?: unknown; query?: unknown; body?: unknown },
): Promise<void> {
  if (user_id === null) return
  if (method !== 'get') {
    const { standing } = await users.sender(widget_id, user_id)
    if (standing?.ban) throw bannedError(standing.ban)
  }
  for (const part of [params, query, body]) {
    const { user_id: named, room } = (isObject(part) ? part : {}) as Named
    if (named !== undefined && named !== user_id) {
      throw new ChatError('forbidden', `user_id: the key acts as ${user_id} alone`, { field: 'user_id' })
    }
    if (room === undefined) continue
    const room_id = await roomOfName({ store }, widget_id, room)
    const [membership] = await store.membershipsOf(widget_id, user_id, [room_id])
    if (membership && isPresent(membership)) continue
    throw missing('room', room_id, 'room')
  }
  if (isObject(body) && body.type === 'system') {
    throw new ChatError('forbidden', 'type: a bot writes as itself, not as the site', { field: 'type' })
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
