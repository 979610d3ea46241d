import { ChatError, type ForwardOrigin, type Message } from '@imbachat/protocol'
import { randomFileId } from '../attachments/create-upload.ts'
import { maySendFiles } from '../attachments/may-attach.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { isHeldSeq, ownCopyAt } from '../held/own-copy.ts'
import type { ForwardedMessage } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { Refusal } from '../refusals.ts'
import { checkMessage, type NewMessage, settingsOf } from './check-message.ts'
import { readableMessage } from './readable-message.ts'
import { type SentMessage, sendMessage } from './send-message.ts'

type Deps = Pick<
  ChatDeps,
  | ('store' | 'users' | 'widgets' | 'clock' | 'messageRate' | 'recentActs' | 'limits' | 'bus' | 'introductions')
  | 'beforeSend'
>

export interface Forward {
  room_id: number
  client_id: string
  from: { room_id: number; seq: number }
}

const isOriginEdited = (error: unknown) => error instanceof Refusal && error.reason === 'origin_edited'

/** Edits of a message that may come between reading and storing it. */
const MOST_TRIES = 3

/**
 * Stores a message that the user may read as their own message in another room. The transaction checks again that they
 * may read it. A repeated client id resolves to the stored message, even if the original is gone.
 * @throws ChatError message_*, room_not_found, not_permitted, rate_limited, and as `sendMessage`
 */
export async function forwardMessage(
  deps: Deps,
  principal: UserPrincipal,
  forward: Forward,
  inOrder: <T>(run: () => Promise<T>) => Promise<T>,
): Promise<SentMessage> {
  for (let tries = 1; ; tries++) {
    const { message, kinds } = await copyOf(deps, principal, forward)
    const checked = await inOrder(() => checkMessage(deps, principal, message))
    for (const kind of kinds) maySendFiles(checked.sender, kind)
    try {
      return await sendMessage(deps, checked)
    } catch (error) {
      if (!isOriginEdited(error) || tries === MOST_TRIES) throw error
    }
  }
}

async function copyOf(deps: Deps, principal: UserPrincipal, { room_id, client_id, from }: Forward) {
  const { widget_id } = principal
  const { forwarding, files, file_kinds } = await settingsOf(deps, widget_id)
  if (!forwarding) throw new ChatError('not_permitted', 'This widget does not let users forward messages.')
  const message: NewMessage = { room_id, client_id, text: '', reply_to: null, uploads: [] }
  if (isHeldSeq(from.seq)) return { message: { ...message, ...(await ofOwnCopy(deps, principal, from)) }, kinds: [] }
  const read = await readableMessage(deps, principal, from).catch((error: unknown) => {
    if (error instanceof ChatError && error.code === 'room_not_found') return null
    throw error
  })
  // The transaction refuses it, unless this client id was stored before.
  if (!read?.message || read.message.call) {
    const forwarded: ForwardedMessage = { ...from, edited_at: -1, file_ids: [] }
    return { message: { ...message, forwarded }, kinds: [] }
  }
  const { row, message: origin } = read
  const { attachments = [], entities = [], text, card: { title } = {} } = origin
  const kinds = attachments.map(({ kind }) => kind)
  if (kinds.some((kind) => !files || !file_kinds.includes(kind))) {
    throw new ChatError('not_permitted', 'This widget takes no files of this kind.')
  }
  // a mention calls members of its own room
  const kept = entities.filter(({ type }) => !type.startsWith('mention'))
  const forwarded: ForwardedMessage = {
    ...from,
    edited_at: origin.edited_at,
    file_ids: attachments.map(() => randomFileId()),
  }
  const place = row.room.is_public ? { room_id: from.room_id, seq: from.seq } : {}
  const source = origin.forward ?? { ...(await authorOf(deps, widget_id, origin)), ...place }
  const copy = {
    ...message,
    text: text ?? '',
    forwarded,
    attachments,
    // buttons are for the readers of the card itself
    parts: { ...(kept[0] && { entities: kept }), ...(title !== undefined && { card: { title } }), forward: source },
  }
  return { message: copy, kinds }
}

/** The author forwards what only they see: its words. Its files wait for the room that they were sent to. */
async function ofOwnCopy(deps: Deps, author: UserPrincipal, from: Forward['from']): Promise<Partial<NewMessage>> {
  const copy = await ownCopyAt(deps, author, from)
  if (!copy || copy.held.attachments) {
    throw new Refusal('origin_not_found')
  }
  const { text, entities = [], forward } = copy.message
  const kept = entities.filter(({ type }) => !type.startsWith('mention'))
  const source = forward ?? (await authorOf(deps, author.widget_id, copy.message))
  return { text: text ?? '', parts: { ...(kept[0] && { entities: kept }), forward: source } }
}

/** The author's name as the server has it. */
async function authorOf({ users }: Deps, widget_id: number, { sender_id }: Message): Promise<ForwardOrigin> {
  const [card] = await users.cards(widget_id, [sender_id])
  return { user_id: sender_id, name: card?.name ?? sender_id }
}
