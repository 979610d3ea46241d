import { ChatError, ERRORS, type Message } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { publishToSender } from '../held/publish-to-sender.ts'
import { fromRow } from '../own-state/own-item.ts'
import type { AppendOutcome, MessageKey } from '../ports.ts'
import { refusal } from '../refusals.ts'
import type { CheckedMessage } from './check-message.ts'

/** `held`: others do not see it, and it has no `seq` */
export interface SentMessage {
  message: Message
  held: boolean
}

/**
 * Resolves after the commit; other users are notified only then. A repeat with the same client id resolves to the same
 * message and notifies nobody.
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
      throw refusal(outcome, message.room_id)
    case 'held':
      publishToSender({ bus }, message, outcome.items)
      if (message.hold?.reason !== 'shadow') bus.publish({ t: 'queue', widget_id: message.widget_id })
      return { message: outcome.message, held: true }
    case 'appended':
    case 'repeated':
      await publishAppended({ store, bus, users, introductions }, { sender, message }, outcome)
      return { message: outcome.message, held: false }
  }
}

/**
 * A refused message may have been stored before it was forbidden, and only its answer was lost.
 * @throws `refused`, if nothing is stored or the next try may pass
 */
export async function storedBefore(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id, ...sent }: MessageKey,
  refused: unknown,
): Promise<Message> {
  if (!(refused instanceof ChatError) || ERRORS[refused.code].retry) throw refused
  const message = await store.messageSent(widget_id, sent)
  if (message === null) throw refused
  return message
}

type PublishedMessage = Pick<CheckedMessage, 'sender'> & {
  message: Pick<CheckedMessage['message'], 'widget_id' | 'room_id' | 'sender_id' | 'isCounted' | 'flagged'>
}

/** For a repeated message, the store knows whether it accepted a dialog. */
const REPEATED = { membersChanged: false, inGroup: true, draft: undefined }

/**
 * After the commit. For a repeat too: the node that stored the message may have died before others received it. Clients
 * that have it ignore it.
 */
export function publishAppended(
  { store, bus, users, introductions }: Pick<ChatDeps, 'store' | 'bus' | 'users' | 'introductions'>,
  { sender, message: { widget_id, room_id, sender_id, isCounted, flagged } }: PublishedMessage,
  outcome: AppendOutcome & { kind: 'appended' | 'repeated' },
): Promise<void> {
  const { message } = outcome
  const { membersChanged, inGroup, draft } = outcome.kind === 'appended' ? outcome : REPEATED
  // the next message is judged by the new number
  if (isCounted) users.forget(widget_id, sender_id)
  const user = inGroup ? introductions.due(widget_id, room_id, sender) : null
  if (user) bus.publish({ t: 'speaker', widget_id, room_id, user })
  bus.publish({ t: 'message', widget_id, room_id, message })
  if (flagged) bus.publish({ t: 'queue', widget_id })
  if (draft) bus.publish({ t: 'own', widget_id, user_id: sender_id, items: [fromRow(draft)] })
  const isRepeat = outcome.kind === 'repeated'
  const isFirst = message.seq - (message.uncounted ?? 0) === 1
  if (!membersChanged && !isFirst && !isRepeat) return NOTHING_MORE
  return publishRoom({ store, bus }, { widget_id, room_id, sender_id }, { membersChanged, isRepeat })
}

const NOTHING_MORE = Promise.resolve()

/** The message may have changed what its members see of the room itself. */
async function publishRoom(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  { widget_id, room_id, sender_id }: Pick<MessageKey, 'widget_id' | 'room_id' | 'sender_id'>,
  { membersChanged, isRepeat }: { membersChanged: boolean; isRepeat: boolean },
): Promise<void> {
  const row = await store.roomOf(widget_id, room_id, sender_id)
  const peerIds = row?.peer ? [row.peer.user_id] : []
  // Since a repeat was stored, its sender may have been banned, or declined: they and the peer must not enter the room.
  const isAccepted = membersChanged || (isRepeat && row?.peer !== null && row?.member.state === 'joined')
  // a request is a single message: its sender learns that they now wait for an answer
  const waits = row?.member.state === 'requested'
  if (isAccepted) bus.publish({ t: 'room', widget_id, room_id, user_ids: [sender_id, ...peerIds] })
  else if (waits) bus.publish({ t: 'room', widget_id, room_id, user_ids: [sender_id] })
}
