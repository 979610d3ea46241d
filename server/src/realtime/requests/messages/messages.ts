import type { ReplyTo, RequestFrame } from '@imbachat/protocol'
import type { messageRequests } from '@imbachat/protocol/requests/messages'
import { pressButton } from '../../../chat/cards/press-button.ts'
import { withdrawHeld } from '../../../chat/held/decide-held.ts'
import { isHeldSeq } from '../../../chat/held/own-copy.ts'
import { deleteMessage, editMessage } from '../../../chat/messages/change-message.ts'
import { checkMessage, type NewMessage } from '../../../chat/messages/check-message.ts'
import { forwardMessage } from '../../../chat/messages/forward-message.ts'
import { listMessages } from '../../../chat/messages/list-messages.ts'
import { listVersions } from '../../../chat/messages/list-versions.ts'
import { type SentMessage, sendMessage, storedBefore } from '../../../chat/messages/send-message.ts'
import { syncMessages } from '../../../chat/messages/sync-messages.ts'
import { hideMessages } from '../../../chat/own-state/mark-messages.ts'
import { removePreview } from '../../../chat/previews/remove-preview.ts'
import { searchMessages } from '../../../chat/search/search-messages.ts'
import type { Call, HandlersOf } from '../handler.ts'

export const messageHandlers: HandlersOf<typeof messageRequests> = {
  'messages.list': ({ deps, principal }, { room_id, before_seq, at, limit }) =>
    listMessages(deps, principal, { room_id, before_seq: before_seq ?? null, at: at ?? null, limit }),

  'messages.sync': ({ deps, principal }, { room_id, rev }) => syncMessages(deps, principal, { room_id, rev }),

  'messages.search': ({ deps, principal }, search) =>
    searchMessages(deps, principal, {
      query: search.query,
      room_id: search.room_id ?? null,
      from_user: search.from_user ?? null,
      has: search.has ?? null,
      after: search.after ?? null,
      before: search.before ?? null,
      cursor: search.cursor ?? null,
      limit: search.limit,
    }),

  'message.send': async (call, frame) => {
    const { message, held } = await send(call, frame)
    const { seq, rev, created_at, attachments, masked, text, entities } = message
    const sent: ReplyTo<'message.send'> = { client_id: frame.client_id, seq, rev, created_at }
    if (held) sent.held = held
    if (attachments) sent.attachments = attachments
    if (text !== null && (masked || text !== frame.text)) {
      sent.stored = { text, ...(masked && { masked }), ...(entities && { entities }) }
    }
    return sent
  },

  'message.forward': async ({ deps, principal, session }, frame) => {
    const { room_id, client_id, from_room_id, from_seq } = frame
    const forward = { room_id, client_id, from: { room_id: from_room_id, seq: from_seq } }
    const { message, held } = await forwardMessage(deps, principal, forward, (run) => session.inOrder(run))
    return { message, ...(held && { held }) }
  },

  'message.edit': async ({ deps, principal, session }, { room_id, seq, text, entities }) => {
    const edit = { room_id, seq, text, entities }
    return { message: await editMessage(deps, principal, edit, (run) => session.inOrder(run)) }
  },

  'message.versions': ({ deps, principal }, { room_id, seq }) => listVersions(deps, principal, { room_id, seq }),

  'message.delete': async ({ deps, principal }, { room_id, seq }) => ({
    message: await deleteMessage(deps, principal, { room_id, seq }),
  }),

  'message.withdraw': async ({ deps, principal }, frame) => ({
    item: await withdrawHeld(deps, principal, { room_id: frame.room_id, client_id: frame.client_id }),
  }),

  'messages.hide': async ({ deps, principal }, { room_id, seqs }) => ({
    item: await hideMessages(deps, principal, room_id, seqs),
  }),

  'preview.remove': async ({ deps, principal }, { room_id, seq }) => ({
    message: await removePreview(deps, principal, { room_id, seq }),
  }),

  'button.press': ({ deps, principal, session }, { room_id, seq, button_id, client_id }) =>
    pressButton(deps, principal, { room_id, seq, button_id, client_id }, (run) => session.inOrder(run)),
}

const NO_UPLOADS: NewMessage['uploads'] = []

async function send(
  { deps, principal, session }: Call<'message.send'>,
  frame: RequestFrame<'message.send'>,
): Promise<SentMessage> {
  const { room_id, client_id, text, entities, reply_to, silent, draft } = frame
  const uploads = frame.attachments?.map(({ upload_id, poster_id }) => ({ upload_id, poster_id: poster_id ?? null }))
  const message: NewMessage = {
    room_id,
    client_id,
    text,
    entities,
    draftRev: draft,
    reply_to: reply_to ?? null,
    uploads: uploads ?? NO_UPLOADS,
  }
  if (silent) message.parts = { silent }
  if (reply_to !== undefined && isHeldSeq(reply_to)) {
    message.reply_to = null
    message.replyToHeld = reply_to
  }
  try {
    return await sendMessage(deps, await session.inOrder(() => checkMessage(deps, principal, message)))
  } catch (error) {
    const { widget_id, user_id: sender_id } = principal
    return { message: await storedBefore(deps, { widget_id, room_id, sender_id, client_id }, error), held: false }
  }
}
