import { ChatError, type Message } from '@imbachat/protocol'
import type { apiMessageOperations } from '@imbachat/protocol/http/api/api-messages'
import type { RoomName } from '@imbachat/protocol/http/api/api-parts'
import { createUpload } from '../../../chat/attachments/create-upload.ts'
import { issueSiteTickets, issueTickets } from '../../../chat/attachments/issue-tickets.ts'
import { editForSite } from '../../../chat/cards/edit-for-site.ts'
import type { ChatDeps } from '../../../chat/chat-deps.ts'
import { cursorOf, pageOf } from '../../../chat/cursor.ts'
import { pinForSite } from '../../../chat/messages/pin-message.ts'
import { postNotice } from '../../../chat/messages/post-notice.ts'
import { sendForUser } from '../../../chat/messages/send-for-user.ts'
import type { ApiPrincipal } from '../../../chat/principal.ts'
import { reactForSite } from '../../../chat/reactions/react.ts'
import { updateReceipts } from '../../../chat/receipts/update-receipts.ts'
import { Refusal } from '../../../chat/refusals.ts'
import { roomNotFound } from '../../../chat/rooms/room-policy.ts'
import { unreadOf } from '../../../chat/rooms/room-summary.ts'
import { searchMessages } from '../../../chat/search/search-messages.ts'
import { moderateMessage } from '../../../moderation/reports/moderate-message.ts'
import { mustBeInGoodStanding } from '../../../moderation/restrictions/standing.ts'
import type { ApiActs, ApiDeps } from '../endpoint.ts'
import { filesGiven, uploadPlaceOf } from './files.ts'
import { roomOfName } from './room-of-name.ts'

/** The `seq` of the last message of a page. */
const places = cursorOf('number')

export const messageActs: ApiActs<typeof apiMessageOperations> = {
  'messages.send': async ({ by, widget_id, params, body, idempotencyKey }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    const { type, user_id = '', text, entities, card, reply_to, silent, generation, files } = body
    const { message, held } =
      type === 'system' || typeof text !== 'string'
        ? { message: await postNotice(chat, by, { room_id, text, idempotencyKey }), held: false }
        : await sendForUser(chat, by, {
            ...{ room_id, user_id, text, entities, card, reply_to, silent, generation, idempotencyKey },
            isBot: by.key.user_id !== null,
            files: files?.map(filesGiven),
          }).catch(ofReply)
    return { room_id, message, ...(held && { held }) }
  },

  'files.create': async ({ widget_id, params, body: { user_id, ...wanted } }, { chat, config }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    return uploadPlaceOf(await createUpload(chat, { widget_id, user_id }, { room_id, ...wanted }, null), config)
  },

  'files.get': async ({ by, widget_id, params: { room, file_id }, query: { variant } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    const { chat, config } = deps
    const { key_id, user_id } = by.key
    const { tickets, expires_at } =
      user_id === null
        ? await issueSiteTickets(chat, { widget_id, key_id, room_id, file_ids: [file_id] })
        : await issueTickets(chat, { widget_id, user_id }, { room_id, file_ids: [file_id] })
    const [found] = tickets
    if (!found) throw new Refusal('file_not_found', { field: 'file_id' })
    const path = `/imbachat/v1/${widget_id}/files/${file_id}/${variant}`
    return { room_id, file_id, url: `${config.publicUrl}${path}?ticket=${found.ticket}`, expires_at }
  },

  'messages.list': async ({ widget_id, params, query: { limit, cursor } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, params.room)
    const before = cursor === undefined ? null : places.read(cursor)[0]
    const found = await deps.chat.store.messagesBefore(widget_id, room_id, before, limit + 1)
    return { room_id, ...newestFirst(found, limit) }
  },

  'messages.get': async ({ widget_id, params: { room, seq } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    return { room_id, message: await messageAt(deps.chat, widget_id, { room_id, seq }) }
  },

  'messages.edit': async ({ by, widget_id, params: { room, seq }, body }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, room)
    await mustBeOwn(chat, by, { room_id, seq })
    const bot_id = by.key.user_id ?? undefined
    return { room_id, message: await editForSite(chat, by, { room_id, seq, bot_id, ...body }) }
  },

  'messages.delete': async ({ by, widget_id, params: { room, seq } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    await mustBeOwn(deps.chat, by, { room_id, seq })
    await moderateMessage(deps.chat, { widget_id, room_id, seq }).catch((error: unknown) => {
      throw error instanceof ChatError && error.code === 'message_not_found' ? new Refusal('message_fixed') : error
    })
    return { room_id, message: await messageAt(deps.chat, widget_id, { room_id, seq }) }
  },

  'messages.react': async ({ by, widget_id, params: { room, seq, emoji, user_id } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    // the site may react as any of its users
    if (by.key.user_id !== null) mustBeInGoodStanding(await deps.chat.users.sender(widget_id, user_id))
    const { reactions = [] } = await reactForSite(deps.chat, { widget_id, user_id }, { room_id, seq, emoji }, true)
    return { room_id, seq, reactions }
  },

  'messages.unreact': async ({ widget_id, params: { room, seq, emoji, user_id } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    const { reactions = [] } = await reactForSite(deps.chat, { widget_id, user_id }, { room_id, seq, emoji }, false)
    return { room_id, seq, reactions }
  },

  'messages.pins': async ({ widget_id, params, query: { limit, cursor } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, params.room)
    const before_seq = cursor === undefined ? null : places.read(cursor)[0]
    const page = { before_seq, afterSeq: 0, limit: limit + 1 }
    const found = await deps.chat.store.pinnedMessages(widget_id, room_id, page)
    const { page: messages, next } = pageOf(found, limit, ({ seq }) => places.write(seq))
    return { room_id, messages, next }
  },

  'messages.pin': async ({ widget_id, params: { room, seq }, body: { user_id } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    return { room_id, message: await pinForSite(deps.chat, { widget_id, user_id }, { room_id, seq, pinned: true }) }
  },

  'messages.unpin': async ({ widget_id, params: { room, seq }, query: { user_id } }, deps) => {
    const room_id = await existingRoom(deps, widget_id, room)
    return { room_id, message: await pinForSite(deps.chat, { widget_id, user_id }, { room_id, seq, pinned: false }) }
  },

  'messages.read': async ({ widget_id, params: { room }, body: { user_id, seq } }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, room)
    const isIn = await chat.store.membershipsOf(widget_id, user_id, [room_id])
    if (isIn.length === 0) throw roomNotFound(room_id, 'room')
    await updateReceipts(chat, { widget_id, user_id }, [{ room_id, delivered_seq: seq, read_seq: seq }])
    const row = await chat.store.roomOf(widget_id, room_id, user_id)
    if (row === null) throw roomNotFound(room_id, 'room')
    return { room_id, user_id, read_seq: row.member.read_seq, unread: unreadOf(row) }
  },

  'messages.search': async ({ widget_id, params: { user_id }, query }, { chat }) => {
    const { query: words, room, from_user = null, cursor = null, limit } = query
    const room_id = room === undefined ? null : await roomOfName(chat, widget_id, room)
    const asked = { query: words, room_id, from_user, has: null, after: null, before: null, cursor, limit }
    const { hits, next } = await searchMessages(chat, { widget_id, user_id }, asked)
    return { messages: hits.map((hit) => ({ room_id: hit.room_id, message: hit.message })), next }
  },
}

/** A bot may change only its own messages. @throws ChatError message_not_found, forbidden */
async function mustBeOwn(
  chat: Pick<ChatDeps, 'store'>,
  { widget_id, key: { user_id } }: ApiPrincipal,
  place: { room_id: number; seq: number },
): Promise<void> {
  if (user_id === null || (await messageAt(chat, widget_id, place)).sender_id === user_id) return
  throw new ChatError('forbidden', `seq: ${user_id} did not write the message`, { field: 'seq' })
}

/** A message that is not there is the one that the new message answers. @throws ChatError */
function ofReply(error: unknown): never {
  const isReply = error instanceof ChatError && error.code === 'message_not_found'
  throw isReply ? new Refusal('message_not_found', { field: 'reply_to' }) : error
}

/** @throws ChatError room_not_found */
async function existingRoom({ chat, rooms }: ApiDeps, widget_id: number, name: RoomName): Promise<number> {
  const room_id = await roomOfName(chat, widget_id, name)
  return (await rooms.find({ widget_id, room_id })).room_id
}

/** @param found the oldest first, with one more than the page has where there is one */
function newestFirst(found: readonly Message[], limit: number): { messages: Message[]; next: string | null } {
  const { page, next } = pageOf(found.toReversed(), limit, ({ seq }) => places.write(seq))
  return { messages: page, next }
}

/** @throws ChatError message_not_found */
async function messageAt(
  { store }: Pick<ChatDeps, 'store'>,
  widget_id: number,
  place: { room_id: number; seq: number },
): Promise<Message> {
  const [message] = await store.messagesAt(widget_id, [place])
  if (message) return message
  throw new Refusal('message_not_found', { field: 'seq' })
}
