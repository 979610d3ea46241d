import { createHash } from 'node:crypto'
import { ChatError, ERRORS, isErasedUser, MOST_ATTACHMENTS } from '@imbachat/protocol'
import type { Language } from '@imbachat/protocol/phrases/languages'
import { createUpload } from '../../chat/attachments/create-upload.ts'
import { finishUpload } from '../../chat/attachments/finish-upload.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { keyMark } from '../../chat/identity/signing-keys.ts'
import { checkMessage } from '../../chat/messages/check-message.ts'
import { clientIdOf } from '../../chat/messages/send-for-user.ts'
import { sendMessage, storedBefore } from '../../chat/messages/send-message.ts'
import type { UserPrincipal } from '../../chat/principal.ts'
import { readAnswered } from '../../chat/receipts/read-answered.ts'
import type { Widget } from '../../chat/widget.ts'
import type { ReplySettings } from '../../config/config.ts'
import type { Limits } from '../../config/limits.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { MailQueue } from '../../dashboard/mails.ts'
import type { MailLinks } from '../mail/mail-links.ts'
import { languageOf, type MailRows } from '../mail/mail-rows.ts'
import { siteName } from '../mail/site-page.ts'
import { stopAddress } from '../mail/stop-address.ts'
import { isAuthentic } from './authentication.ts'
import type { MailFile, ReadMail } from './read-mail.ts'
import { type ReplyAddresses, tokenHash } from './reply-addresses.ts'
import type { MailReply, ReplyRows, ReplyToken } from './reply-rows.ts'
import type { RefusedReply } from './words.ts'

const DAY = 86_400_000
/** Questions and refusals that one user gets by mail in a day: more would be somebody's game. */
const MOST_ANSWERS = 5
const SEALED_FOR = 'held reply'

export interface RepliesDeps {
  chat: ChatDeps
  settings: ReplySettings
  addresses: ReplyAddresses
  rows: ReplyRows
  mailRows: Pick<MailRows, 'address' | 'settings' | 'stop'>
  links: Pick<MailLinks, 'reply' | 'readReply'>
  mail: Pick<MailQueue, 'add'>
  secrets: Pick<Secrets, 'seal' | 'open'>
  limits: Pick<Limits, 'REPLY_DAYS' | 'REPLY_HELD_HOURS'>
}

/** The result of a mail. `why` is for the administrator's log: it has no address and no text. */
export interface Taken {
  outcome: MailReply['state']
  why: string
}

export interface HeldReply {
  text: string
  state: MailReply['state']
  language: Language
  site: string
}

export interface Replies {
  /**
   * Posts, holds, refuses or drops a mail; the same mail again does nothing.
   * @throws Error for a failure that may pass
   */
  take(mail: ReadMail): Promise<Taken>
  /** The answer that waits for its user, by the link in their mail. Null: nothing waits. */
  held(widget: Widget, link: string): Promise<HeldReply | null>
  /** Its user wrote it, or did not. @throws ChatError as `message.send`, if it can't be sent */
  decide(widget: Widget, link: string, isTheirs: boolean): Promise<void>
}

/** Mails that answer mails about unread messages. Nobody but the user whose mail it was gets a message in. */
export function createReplies(deps: RepliesDeps): Replies {
  const { chat, settings, addresses, rows, mailRows, links, mail: mails, secrets, limits } = deps
  const { clock, users, widgets } = chat

  async function take(mail: ReadMail): Promise<Taken> {
    const tokens = await Promise.all(
      addresses.tokensIn(mail.recipients).map(({ widget_id, token }) => rows.token(widget_id, tokenHash(token))),
    )
    const known = tokens.filter((token) => token !== null)
    const bounce = known.find(({ kind }) => kind === 'bounce')
    if (bounce) return takeBounce(bounce, mail)
    const [token] = known
    if (token === undefined) return { outcome: 'dropped', why: 'it has no token of ours' }
    // an answer to it would be answered by a machine, and so on
    if (mail.kind !== 'letter') return { outcome: 'dropped', why: `it is no letter but ${mail.kind}` }
    const id = replyId(token, mail)
    const before = await rows.reply(token.widget_id, id)
    if (before !== null) return { outcome: before.state, why: 'it came before' }
    return takeLetter(token, mail, id)
  }

  /** A mail of ours came back: it is the address that takes none, or another reason that may pass. */
  async function takeBounce({ widget_id, user_id, log_id }: ReplyToken, { bounce }: ReadMail): Promise<Taken> {
    if (bounce === null) return { outcome: 'dropped', why: 'it is no report about a mail that came back' }
    const address = await mailRows.address(widget_id, user_id)
    const isHard = /^5\.[12]\.\d+$/.test(bounce.status)
    const words = bounce.words.replaceAll(address ?? '\0', '(the address)').slice(0, 300)
    const problem = words === '' ? `the mail came back: ${bounce.status}` : words
    await rows.bounced(widget_id, log_id, problem)
    const isTheirs = address !== null && bounce.recipient.toLowerCase() === address.toLowerCase()
    if (isHard && isTheirs) {
      await stopAddress({ events: chat.store, rows: mailRows }, { widget_id, user_id, address, problem })
    }
    return { outcome: 'dropped', why: `a mail of ours came back with ${bounce.status}` }
  }

  async function takeLetter(token: ReplyToken, mail: ReadMail, id: string): Promise<Taken> {
    const { widget_id, user_id, room_id } = token
    const widget = await widgets.find(widget_id)
    const end = async (state: MailReply['state'], why: string, sealed: string | null = null): Promise<Taken> => {
      const heldMs = limits.REPLY_HELD_HOURS * 3_600_000
      const expires_at = clock.now() + (state === 'held' ? heldMs : limits.REPLY_DAYS * DAY)
      const { log_id, seq } = token
      await rows.keep({ widget_id, id, user_id, room_id, at: clock.now(), state, log_id, seq, sealed, expires_at })
      return { outcome: state, why }
    }
    if (widget === null || isErasedUser(user_id)) return end('dropped', 'its widget or user is gone')
    // the address may be another one by now
    await users.refresh(widget_id, user_id)
    const address = await mailRows.address(widget_id, user_id)
    const [from = ''] = mail.from
    const isSure =
      mail.from.length === 1 &&
      from.toLowerCase() === address?.toLowerCase() &&
      isAuthentic(mail.authentication, settings.authservId, from)
    /** To the user's own address: `From` may be anybody's. */
    const answer = async (
      notice: { kind: 'reply_held'; from: string; link: string } | ({ kind: 'reply_refused' } & RefusedReply),
    ) => {
      if (address === null) return
      const about = { at: clock.now(), email: address, site: siteName(widget), answers: mail.message_id }
      const language = languageOf(await mailRows.settings(widget_id, user_id), widget)
      await mails.add({ ...notice, ...about, language }, `${notice.kind} ${id}`)
    }
    const isMany = async (state: 'held' | 'refused') =>
      (await rows.count(widget_id, user_id, state, clock.now() - DAY)) >= MOST_ANSWERS

    /** An unsure sender gets no mail: it would go to somebody who did not write. */
    const refuse = async (refused: RefusedReply) => {
      if (isSure && !(await isMany('refused'))) await answer({ kind: 'reply_refused', ...refused })
      return end('refused', refused.why)
    }
    if (!takesReplies(widget)) return refuse({ why: 'off' })
    if (token.expires_at <= clock.now()) return refuse({ why: 'expired' })
    if (room_id === null) return refuse({ why: 'several' })
    if (mail.text === '' && mail.files.length === 0) return refuse({ why: 'empty' })
    if (!isSure) {
      if (address === null || mail.text === '') return end('dropped', 'its sender is not the user')
      if (await isMany('held')) return end('dropped', 'its sender is not the user, as with many others before')
      await answer({ kind: 'reply_held', from: from.slice(0, 254), link: links.reply(widget_id, id) })
      return end('held', 'its sender is not sure', secrets.seal(mail.text, `${SEALED_FOR} ${widget_id}`))
    }
    try {
      const { isPosted, refused: files } = await post(widget, { ...token, room_id }, mail, id)
      if (!isPosted) return await refuse({ why: 'files', files })
      if (files.length > 0 && !(await isMany('refused'))) await answer({ kind: 'reply_refused', why: 'files', files })
      return await end('posted', 'it is in the room')
    } catch (error) {
      if (!(error instanceof ChatError) || isPassing(error)) throw error
      return refuse({ why: whyOf(error) })
    }
  }

  /**
   * Posts the mail as a message of the chat. If it has neither a text nor a file that the chat accepts, nothing is
   * sent.
   * @throws ChatError as `message.send`
   */
  async function post(
    { id: widget_id, secretKeys }: Widget,
    { user_id, room_id, seq, log_id }: Pick<ReplyToken, 'user_id' | 'seq' | 'log_id'> & { room_id: number },
    { text, files }: Pick<ReadMail, 'text' | 'files'>,
    id: string,
  ): Promise<{ isPosted: boolean; refused: string[] }> {
    const [key = ''] = secretKeys
    const user: UserPrincipal = {
      kind: 'user',
      widget_id,
      user_id,
      expires_at: clock.now() + DAY,
      signed_with: keyMark(key),
    }
    const client_id = clientIdOf(`reply by mail ${id}`)
    const message = { room_id, sender_id: user_id, client_id }
    await readAnswered(chat, user, { room_id, seq })
    const refused: string[] = []
    if ((await chat.store.messageSent(widget_id, message)) === null) {
      const uploads: string[] = []
      try {
        for (const file of files) {
          const upload_id = uploads.length < MOST_ATTACHMENTS ? await upload(user, room_id, file) : null
          if (upload_id === null) refused.push(file.name)
          else uploads.push(upload_id)
        }
        const given = uploads.map((upload_id) => ({ upload_id, poster_id: null }))
        const parts = { via: 'mail' as const }
        if (text === '' && given.length === 0) return { isPosted: false, refused }
        const checked = await checkMessage(chat, user, {
          ...{ room_id, client_id, text, reply_to: null, uploads: given, parts },
        })
        await sendMessage(chat, checked)
      } catch (error) {
        await storedBefore(chat, { widget_id, ...message }, error)
      } finally {
        // a message that was stored has taken them
        for (const upload_id of uploads) await chat.store.removeUpload({ widget_id, upload_id })
      }
    }
    await rows.answered(widget_id, log_id, clock.now())
    return { isPosted: true, refused }
  }

  /** Null: the widget or the server does not accept such a file. @throws ChatError for a failure that may pass */
  async function upload(user: UserPrincipal, room_id: number, file: MailFile): Promise<string | null> {
    const { files, store } = chat
    const { widget_id } = user
    let upload_id: string | null = null
    try {
      const wanted = { room_id, name: file.name, type: file.type, size: file.size }
      upload_id = (await createUpload(chat, user, wanted, null)).upload_id
      await files.intake.write(upload_id, 0, Bun.file(file.path).stream())
      await finishUpload(chat, user, upload_id)
      return upload_id
    } catch (error) {
      if (upload_id !== null) {
        files.announced.end(upload_id)
        await store.removeUpload({ widget_id, upload_id })
        await files.intake.remove(upload_id)
      }
      if (error instanceof ChatError && !isPassing(error)) return null
      throw error
    }
  }

  /** null also while the widget takes no replies: then a waiting answer is neither shown nor sent */
  async function heldRow(widget: Widget, link: string): Promise<MailReply | null> {
    if (!takesReplies(widget)) return null
    const id = links.readReply(widget.id, link)
    const row = id === null ? null : await rows.reply(widget.id, id)
    return row === null || row.expires_at <= clock.now() ? null : row
  }

  return {
    take,
    async held(widget, link) {
      const row = await heldRow(widget, link)
      if (row === null) return null
      const { sealed, state, user_id } = row
      const text = sealed === null ? '' : secrets.open(sealed, `${SEALED_FOR} ${widget.id}`)
      const language = languageOf(await mailRows.settings(widget.id, user_id), widget)
      return { text, state, language, site: siteName(widget) }
    },
    async decide(widget, link, isTheirs) {
      const row = await heldRow(widget, link)
      if (row === null || row.state !== 'held' || row.sealed === null || row.room_id === null) return
      const { id, room_id } = row
      if (isTheirs) {
        const text = secrets.open(row.sealed, `${SEALED_FOR} ${widget.id}`)
        await post(widget, { ...row, room_id }, { text, files: [] }, id)
      }
      await rows.end(widget.id, id, isTheirs ? 'posted' : 'dropped')
    },
  }
}

const takesReplies = ({ suspended, settings }: Pick<Widget, 'suspended' | 'settings'>): boolean =>
  suspended === null && settings.mail && settings.mail_replies

/** The same id for each delivery of one mail; for a mail without an id, derived from its content. */
function replyId({ user_id, room_id }: ReplyToken, { message_id, digest }: ReadMail): string {
  const named = JSON.stringify([user_id, room_id, message_id ?? digest])
  return createHash('sha256').update(named).digest('base64url')
}

/** Errors that do not depend on the mail: it is tried again. */
const isPassing = ({ code }: ChatError): boolean =>
  ERRORS[code].retry && code !== 'rate_limited' && code !== 'slow_mode'

const GONE = new Set(['room_not_found', 'request_declined', 'widget_unknown'])
const REFUSED = new Set(['words_refused', 'refused_by_site'])
const LATER = new Set(['rate_limited', 'slow_mode', 'too_many_held'])

function whyOf({ code }: ChatError): Exclude<RefusedReply['why'], 'files'> {
  if (GONE.has(code)) return 'gone'
  if (REFUSED.has(code)) return 'refused'
  if (LATER.has(code)) return 'later'
  return code === 'message_too_long' ? 'long' : 'not_allowed'
}
