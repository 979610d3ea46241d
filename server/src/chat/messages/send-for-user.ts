import { createHash } from 'node:crypto'
import { ChatError, clientId as clientIdSchema, type Entity } from '@imbachat/protocol'
import { type CardGiven, cardOf } from '@imbachat/protocol/messages/cards'
import { maskByPolicy } from '../../moderation/masking/mask-message.ts'
import type { MessageText } from '../../moderation/masking/mask-text.ts'
import { judgeMessage } from '../../moderation/rules/judge-message.ts'
import { finishUpload } from '../attachments/finish-upload.ts'
import { askSite } from '../before-send/ask-site.ts'
import { mustBeAllowed } from '../cards/check-card.ts'
import { takePicture } from '../cards/take-picture.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { AppendMessage, MessageKey } from '../ports.ts'
import type { SitePrincipal } from '../principal.ts'
import { missing } from '../refusals.ts'
import { mustBeAllowedToSend, mustBeInRate, mustBePassed, type Passed, widgetOf } from './check-message.ts'
import { checkMessageText } from './message-text.ts'
import { type SentMessage, sendMessage, storedBefore } from './send-message.ts'
import { takeFile } from './take-file.ts'
import { textParts } from './text-parts.ts'

export type FileForUser = { file_id: string } | { url: string; name?: string | undefined }

export interface MessageForUser {
  room_id: number
  /** the author, who may be offline */
  user_id: string
  text: string
  entities?: readonly Entity[] | undefined
  card?: CardGiven | undefined
  reply_to: number | null
  silent?: boolean
  /** generation of the room's hand-over that the message answers */
  generation?: number | undefined
  /** uploads of the author for this room, or addresses that the server fetches; with them the text may be empty */
  files?: readonly FileForUser[] | undefined
  /** a bot is bound by its room and by moderators, as every user; the site is not */
  isBot?: boolean
  /** the team of the dashboard wrote it: the site's program is not asked */
  isBroadcast?: boolean
  /** any text; the same key again returns the message that was stored first */
  idempotencyKey: string | undefined
}

/**
 * The site writes in its user's name. The message takes the same path as a user's own. The permissions that the site
 * gives the user do not apply to the site, but the user must be in the room.
 * @throws ChatError message_*, invalid_field, words_refused, room_not_found, request_pending, request_declined,
 * server_busy; of a bot not_permitted, muted, banned, managers_only, slow_mode, rate_limited; of a picture file_broken,
 * picture_too_large, quota_exceeded, storage_unavailable
 */
export async function sendForUser(
  deps: Deps,
  { widget_id }: SitePrincipal,
  { user_id: sender_id, idempotencyKey, ...input }: MessageForUser,
): Promise<SentMessage> {
  const key = { widget_id, room_id: input.room_id, sender_id, client_id: clientIdOf(idempotencyKey) }
  try {
    return await send(deps, key, input)
  } catch (error) {
    return { message: await storedBefore(deps, key, error), held: false }
  }
}

type Deps = Pick<
  ChatDeps,
  | ('store' | 'users' | 'widgets' | 'bus' | 'clock' | 'recentActs' | 'introductions' | 'limits' | 'files' | 'jobs')
  | ('pictures' | 'remoteFiles' | 'messageRate' | 'beforeSend')
>

async function send(
  deps: Deps,
  key: MessageKey,
  {
    text,
    entities,
    card: given,
    reply_to,
    silent,
    files = [],
    isBot = false,
    isBroadcast = false,
    generation,
  }: Omit<MessageForUser, 'room_id' | 'user_id' | 'idempotencyKey'>,
): Promise<SentMessage> {
  const { widget_id, room_id, sender_id: user_id, client_id } = key
  const widget = await widgetOf(deps, widget_id)
  checkMessageText(text, widget.settings.message_max_chars, files.length > 0)
  if (given) await mustBeAllowed(given, widget)
  const card = given && cardOf(given)
  // a site may pass on text that users typed into the site's own forms
  const textual = { ...textParts(text, entities, deps), ...(card && { card }), ...(silent && { silent }) }
  const judge = async (written: MessageText) => {
    const judgement = await judgeMessage(deps, widget, written)
    return { written, judgement, passed: mustBePassed(written, judgement, 'message', widget.settings) }
  }
  const judged = await judge({ text, parts: textual })
  const sender = isBot
    ? await mustBeAllowedToSend(deps, { widget_id, user_id })
    : await deps.users.sender(widget_id, user_id)
  const place = { widget_id, room_id, user_id }
  const url = given?.picture
  // a repeated call has its message, also where the picture can no longer be fetched
  const mayRepeat = url !== undefined || files.length > 0
  const sent = mayRepeat ? await deps.store.messageSent(widget_id, { room_id, sender_id: user_id, client_id }) : null
  if (sent) return { message: sent, held: false }
  if (isBot) mustBeInRate(deps, { widget_id, user_id }, widget.settings)
  const fetched: string[] = []
  const uploads: { upload_id: string; poster_id: null }[] = []
  const take = (upload_id: string) => uploads.push({ upload_id, poster_id: null })
  try {
    if (url !== undefined) {
      const picture = await takePicture(deps, place, { url, name: given?.title ?? text, field: 'card.picture' })
      fetched.push(picture)
      take(picture)
    }
    for (const [index, file] of files.entries()) {
      const upload_id = await takenFile(deps, place, file, `files.${index}`)
      if ('url' in file) fetched.push(upload_id)
      take(upload_id)
    }
    const asked = { kind: 'new' as const, source: 'api' as const, ...{ room_id, sender, client_id, reply_to } }
    const mayBeEmpty = uploads.length > 0
    const { written, judgement, passed } =
      isBroadcast || widget.settings.before_send_url === null
        ? judged
        : await askSite(deps, widget, { ...asked, guest: false, uploads, mayBeEmpty, field: 'message' }, judged, judge)
    const masked = maskByPolicy(written, judgement.masks, { mask_contacts: 'off' })
    // The room's rights do not apply to the site itself.
    const siteAdmin = !isBot || sender.role === 'admin'
    const fields = { ...key, ...masked, reply_to, ...(uploads.length > 0 && { uploads }) }
    const extra = { ...waitsOrFlagged(passed), ...(generation !== undefined && { generation }) }
    return await sendMessage(deps, { sender, message: { ...fields, siteAdmin, ...extra } })
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'room_not_found') throw error
    throw missing('room_of_user', user_id)
  } finally {
    // a message that was stored has taken them
    for (const upload_id of fetched) await deps.store.removeUpload({ widget_id, upload_id })
  }
}

/**
 * The file as a finished upload of the author for the room.
 * @param field that an error names
 * @throws ChatError those of `takeFile` and `finishUpload`
 */
export async function takenFile(
  deps: Parameters<typeof takeFile>[0],
  place: { widget_id: number; room_id: number; user_id: string },
  file: FileForUser,
  field: string,
): Promise<string> {
  if ('url' in file) return takeFile(deps, place, file).catch(inField(field))
  await finishUpload(deps, place, file.file_id).catch(inField(field))
  return file.file_id
}

/** Names the file of the list in the error. */
const inField = (field: string) => (error: unknown) => {
  if (!(error instanceof ChatError)) throw error
  const { code, retryAfterMs } = error
  const own = error.field === 'url' || error.field === 'name' ? `${field}.${error.field}` : field
  const message = error.message.replace(/^\w+: /, '')
  throw new ChatError(code, `${own}: ${message}`, { field: own, ...(retryAfterMs !== undefined && { retryAfterMs }) })
}

/**
 * A message that a rule would hold is shown to others and flagged in the queue, because the site vouches for its text.
 * It waits only if the site's own program says so.
 */
function waitsOrFlagged({ hold, flagged }: Passed): Pick<AppendMessage, 'hold' | 'flagged'> {
  if (hold?.reason === 'before_send') return { hold }
  if (hold && hold.reason !== 'shadow') return { flagged: { source: hold.reason, found: hold.found } }
  return flagged ? { flagged } : {}
}

/** The key itself if it is a UUID; otherwise a UUID derived from it, always the same; a new one without a key. */
export function clientIdOf(key: string | undefined): string {
  if (key === undefined) return crypto.randomUUID()
  if (clientIdSchema.safeParse(key).success) return key
  const bytes = createHash('sha256').update(`site message ${key}`).digest().subarray(0, 16)
  // version 8: RFC 9562 leaves its contents to the application
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
