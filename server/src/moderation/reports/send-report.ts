import { ChatError, type ReportReason } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import { missing, Refusal } from '../../chat/refusals.ts'
import { roomNotFound } from '../../chat/rooms/room-policy.ts'
import { takeOrRefuse } from '../../chat/token-buckets.ts'
import { personOf } from '../../chat/users/profiles.ts'

/** Reports of one user. */
const RATE = { burst: 10, perSecond: 1 / 60 }

/** @throws ChatError invalid_field, room_not_found, message_not_found, user_unknown, not_permitted, rate_limited */
export async function sendReport(
  { store, bus, messageRate }: Pick<ChatDeps, 'store' | 'bus' | 'messageRate'>,
  principal: UserPrincipal,
  report: { room_id: number; seq: number | null; user_id: string | null; reason: ReportReason; comment: string },
): Promise<void> {
  const { widget_id, user_id: reporter_id } = principal
  const { room_id, seq, user_id } = report
  if ((seq === null) === (user_id === null)) {
    throw new ChatError('invalid_field', 'Name either a message by seq or a user by user_id.', { field: 'seq' })
  }
  takeOrRefuse(messageRate, `reports ${widget_id}/${personOf(principal)}`, RATE, 'Too many reports.')
  const outcome = await store.putReport({ ...report, widget_id, reporter_id, id: Bun.randomUUIDv7() })
  if (outcome.kind === 'stored') return bus.publish({ t: 'queue', widget_id })
  switch (outcome.reason) {
    case 'room_not_found':
      throw roomNotFound(room_id)
    case 'message_not_found':
      throw new Refusal('message_not_found', { field: 'seq' })
    case 'user_unknown':
      throw missing('member', user_id ?? '')
    case 'own':
      throw new ChatError('not_permitted', 'Users cannot report themselves.', {
        field: seq === null ? 'user_id' : 'seq',
      })
  }
}
