import { type Attachment, ChatError } from '@imbachat/protocol'
import type { BeforeSendQuestion } from '@imbachat/protocol/http/widget/before-send'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { MessageText } from '../../moderation/masking/mask-text.ts'
import type { Judgement } from '../../moderation/rules/judge-message.ts'
import type { Upload } from '../attachments/file.ts'
import { mustBeFinished } from '../attachments/may-attach.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { checkMessageText } from '../messages/message-text.ts'
import { textParts } from '../messages/text-parts.ts'
import type { AppendMessage, Flagged, Hold, RoomRow } from '../ports.ts'
import { refusalOf } from '../rooms/rights.ts'
import { roomNotFound, standingOf } from '../rooms/room-policy.ts'
import type { ChatUser } from '../users/user.ts'
import type { Widget } from '../widget.ts'

type Deps = Pick<ChatDeps, 'store' | 'limits' | 'beforeSend'>

/** A text with the result of the widget's rules. */
export interface Judged {
  written: MessageText
  judgement: Judgement
  /** findings that queue or hold the message; empty: it passes */
  passed: { flagged?: Flagged; hold?: Hold }
}

export interface Asked {
  kind: BeforeSendQuestion['kind']
  source: BeforeSendQuestion['source']
  room_id: number
  sender: Pick<ChatUser, 'user_id' | 'name' | 'role'>
  guest: boolean
  /** for a new message, forwarded or not; an edit has `seq` */
  client_id?: string
  seq?: number
  reply_to: number | null
  uploads?: AppendMessage['uploads']
  /** those of the forwarded message */
  attachments?: readonly Attachment[] | undefined
  /** the message has files, so that the text may be empty */
  mayBeEmpty: boolean
  /** the field with the text, for errors */
  field: string
}

/**
 * Asks the site's program, once the rules have passed the message and before it is stored. The text that the site
 * answers with is judged as if the author had written it.
 * @throws ChatError refused_by_site, check_unavailable, room_not_found, upload_unfinished, and as `judge`
 */
export async function askSite(
  { store, limits, beforeSend }: Deps,
  widget: Widget,
  asked: Asked,
  given: Judged,
  judge: (message: MessageText) => Promise<Judged>,
): Promise<Judged> {
  const { room_id, sender, client_id, uploads = [], field } = asked
  const { id: widget_id, settings } = widget
  const sent = { room_id, sender_id: sender.user_id }
  const [row, isKnown, ...files] = await Promise.all([
    store.roomOf(widget_id, room_id, sender.user_id),
    client_id === undefined ? false : store.wasSent(widget_id, { ...sent, client_id }),
    ...uploads.map(({ upload_id, poster_id }) =>
      Promise.all([upload_id, ...(poster_id === null ? [] : [poster_id])].map((id) => store.upload(widget_id, id))),
    ),
  ])
  // the transaction finds that it was stored before
  if (isKnown) return given
  const isSiteEdit = asked.kind === 'edited' && asked.source === 'api'
  // an imported message, which the site edits: its author was never in the room
  if (row === null && isSiteEdit) return given
  // refused here and not by the transaction: the sender may join before it, and nobody would have been asked
  if (row === null || (!isSiteEdit && isOutside(row, asked))) throw roomNotFound(room_id)

  const { text, parts } = given.written
  const { card = null, forward = null, entities = [] } = parts
  // another user's file is not described: the transaction refuses it
  const ownFile = (upload: Upload | null | undefined): Attachment | null => {
    if (upload?.user_id !== sender.user_id || upload.room_id !== room_id) return null
    mustBeFinished(upload)
    return upload.attachment
  }
  const attached = files.flatMap(([upload, still]) => {
    const [file, poster] = [ownFile(upload), ownFile(still)]
    return file === null ? [] : [poster === null ? file : { ...file, poster }]
  })
  const verdict = await beforeSend.ask(widget, {
    question: {
      id: client_id ?? `${room_id}/${asked.seq}`,
      kind: asked.kind,
      source: asked.source,
      room: asRoom(row),
      author: { user_id: sender.user_id, name: sender.name, role: sender.role, guest: asked.guest },
      message: {
        seq: asked.seq ?? null,
        ...{ text, entities, reply_to: asked.reply_to },
        ...{ attachments: [...(asked.attachments ?? attached)], forward, card },
      },
    },
    changed(text, given) {
      checkMessageText(text, settings.message_max_chars, asked.mayBeEmpty)
      const { entities: _, ...others } = parts
      return { text, parts: { ...others, ...textParts(text, given, { limits }) } }
    },
  })
  switch (verdict.action) {
    case 'accept':
      return given
    case 'change':
      return judge(verdict.message)
    case 'hold':
      // moderators must see the words that a rule found
      return given.passed.hold
        ? given
        : { ...given, passed: { hold: { reason: 'before_send', found: verdict.reason } } }
    case 'refuse':
      throw new ChatError('refused_by_site', 'The site refuses this message.', {
        field,
        ...(verdict.reason !== null && { siteReason: verdict.reason }),
      })
    case 'failed':
      if (settings.before_send_failure === 'open') return given
      throw new ChatError('check_unavailable', 'The site has to check this message and does not respond.', {
        retryAfterMs: verdict.retryAfterMs,
      })
  }
}

const isOutside = (row: RoomRow, { kind, sender }: Pick<Asked, 'kind' | 'sender'>) =>
  refusalOf(kind === 'edited' ? 'edit' : 'write', standingOf(row, sender)) === 'room_not_found'

function asRoom({ room, peer }: RoomRow): BeforeSendQuestion['room'] {
  const { room_id, pipe, title, is_public, context } = room
  const type = room.type === ROOM_TYPE.dialog ? 'dialog' : is_public ? 'channel' : 'group'
  return { room_id, type, pipe, title, peer_id: peer?.user_id ?? null, context }
}
