import { ChatError, ERRORS, type Message } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { publishToSender } from '../held/publish-to-sender.ts'
import { blockedError } from '../own-state/blocked-error.ts'
import { fromRow } from '../own-state/own-item.ts'
import type { AppendOutcome, ChangeOutcome, MessageKey } from '../ports.ts'
import { frozenError } from '../rooms/frozen-error.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import type { CheckedMessage } from './check-message.ts'

/** `held`: others do not see it, and it has no `seq` */
export interface SentMessage {
  message: Message
  held: boolean
}

/**
 * Resolves after the commit; others are notified only then. The same client id again resolves to the same message, and
 * tells nobody twice.
 * @throws ChatError room_not_found, request_pending, request_declined, blocked, message_not_found, upload_*,
 * too_many_held, server_busy
 */
export async function sendMessage(
  { store, bus, users, introductions }: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'introductions'>,
  { sender, message }: CheckedMessage,
): Promise<SentMessage> {
  const outcome = await store.appendMessage(message)
  switch (outcome.kind) {
    case 'refused':
      throw outcome.reason === 'slow_mode' ? slowMode(outcome.retryAfterMs) : refusal(outcome.reason, message.roomId)
    case 'held':
      publishToSender({ bus }, message, outcome.items)
      if (message.hold?.reason !== 'shadow') bus.publish({ t: 'queue', widgetId: message.widgetId })
      return { message: outcome.message, held: true }
    case 'appended':
    case 'repeated':
      await publishAppended({ store, bus, users, introductions }, { sender, message }, outcome)
      return { message: outcome.message, held: false }
  }
}

/**
 * What was refused may have been stored before it was forbidden, and only its answer was lost.
 * @throws `refused`, if nothing is stored or the next try may pass
 */
export async function storedBefore(
  { store }: Pick<ChatDeps, 'store'>,
  { widgetId, ...sent }: MessageKey,
  refused: unknown,
): Promise<Message> {
  if (!(refused instanceof ChatError) || ERRORS[refused.code].retry) throw refused
  const message = await store.messageSent(widgetId, sent)
  if (message === null) throw refused
  return message
}

type PublishedMessage = Pick<CheckedMessage, 'sender'> & {
  message: Pick<CheckedMessage['message'], 'widgetId' | 'roomId' | 'senderId' | 'isCounted' | 'flagged'>
}

/** Of a message that was stored before, the store knows whether it accepted a dialog. */
const REPEATED = { membersChanged: false, inGroup: true, draft: undefined }

/**
 * After the commit. For a repeat too: the node that stored the message may have died before others received it. Clients
 * that have it ignore it.
 */
export async function publishAppended(
  { store, bus, users, introductions }: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'introductions'>,
  { sender, message: { widgetId, roomId, senderId, isCounted, flagged } }: PublishedMessage,
  outcome: AppendOutcome & { kind: 'appended' | 'repeated' },
): Promise<void> {
  const { message } = outcome
  const { membersChanged, inGroup, draft } = outcome.kind === 'appended' ? outcome : REPEATED
  // the next message is judged by the new number
  if (isCounted) users.forget(widgetId, senderId)
  const user = inGroup ? introductions.due(widgetId, roomId, sender) : null
  if (user) bus.publish({ t: 'speaker', widgetId, roomId, user })
  bus.publish({ t: 'message', widgetId, roomId, message })
  if (flagged) bus.publish({ t: 'queue', widgetId })
  if (draft) bus.publish({ t: 'own', widgetId, userId: senderId, items: [fromRow(draft)] })
  const isRepeat = outcome.kind === 'repeated'
  const isFirst = message.seq - (message.uncounted ?? 0) === 1
  if (!membersChanged && !isFirst && !isRepeat) return
  const row = await store.roomOf(widgetId, roomId, senderId)
  const peerIds = row?.peer ? [row.peer.userId] : []
  // Since a repeat was stored, its sender may have been banned, or declined: they and the peer must not enter the room.
  const isAccepted = membersChanged || (isRepeat && row?.peer !== null && row?.member.state === 'joined')
  // a request is a single message: its sender learns that they now wait for an answer
  const waits = row?.member.state === 'requested'
  if (isAccepted) bus.publish({ t: 'room', widgetId, roomId, userIds: [senderId, ...peerIds] })
  else if (waits) bus.publish({ t: 'room', widgetId, roomId, userIds: [senderId] })
}

/** The message to forward was edited after it was read. */
export class OriginEdited extends ChatError {
  constructor() {
    super('message_not_found', 'The message was edited meanwhile.', { field: 'from_seq' })
  }
}

export const slowMode = (retryAfterMs: number): ChatError =>
  new ChatError('slow_mode', 'In this room, members wait between two messages.', { field: 'room_id', retryAfterMs })

export type RefusalReason = Exclude<((AppendOutcome | ChangeOutcome) & { kind: 'refused' })['reason'], 'slow_mode'>

/** Maps a refusal by the store to the error that the sender receives. */
export function refusal(reason: RefusalReason, roomId: number): ChatError {
  switch (reason) {
    case 'room_not_found':
      return roomNotFound(roomId)
    case 'request_pending':
      return new ChatError('request_pending', 'Your request has not been answered yet.', { field: 'room_id' })
    case 'request_declined':
      return new ChatError('request_declined', 'Your request was declined.', { field: 'room_id' })
    case 'blocked':
      return blockedError('room_id')
    case 'frozen':
      return frozenError()
    case 'managers_only':
      return new ChatError('managers_only', 'Only managers write in this room.', { field: 'room_id' })
    case 'message_not_found':
      return new ChatError('message_not_found', 'There is no such message in this room.')
    case 'origin_not_found':
      return new ChatError('message_not_found', 'There is no such message that you may read.', { field: 'from_seq' })
    case 'origin_edited':
      return new OriginEdited()
    case 'too_late':
      return new ChatError('too_late', 'The time for this is over.', { field: 'seq' })
    case 'forwarded':
      return new ChatError('forbidden', 'A forwarded message is not edited.', { field: 'seq' })
    case 'message_empty':
      return new ChatError('message_empty', 'The text has no visible characters.', { field: 'text' })
    case 'upload_not_found':
      return new ChatError('upload_not_found', 'There is no such upload of yours for this room.', {
        field: 'attachments',
      })
    case 'too_many_held':
      return new ChatError('too_many_held', 'Too many messages of yours wait for review.', { field: 'text' })
    case 'mention_unknown':
      return new ChatError('mention_unknown', 'A user who is mentioned was never in this room.', { field: 'entities' })
    case 'mention_all_forbidden':
      return new ChatError('mention_all_forbidden', 'Only managers of a group mention all.', { field: 'entities' })
    case 'upload_unfinished':
      return new ChatError('upload_unfinished', 'An upload is not finished.', { field: 'attachments' })
  }
}
