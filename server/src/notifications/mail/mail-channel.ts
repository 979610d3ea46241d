import { createHash } from 'node:crypto'
import { isErasedUser, isGuestUser, type Message } from '@imbachat/protocol'
import type { MailSample, NotificationWait } from '@imbachat/protocol/http/widget/notifications'
import type { MailContent } from '@imbachat/protocol/http/widget/widget-settings'
import type { Language } from '@imbachat/protocol/phrases/languages'
import type { UserSettings } from '@imbachat/protocol/user-settings'
import { isTimeZone } from '@imbachat/protocol/users/quiet-hours'
import type { Clock } from '../../chat/clock.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { ChatUser, UserDirectory } from '../../chat/users/user.ts'
import type { Widget } from '../../chat/widget.ts'
import type { Limits } from '../../config/limits.ts'
import { type Message as Mail, MailError, type Mailer } from '../../mail/mailer.ts'
import type { Channel, DueNotification, DueRoom, LeftOut, NotifyOutcome, Reach } from '../channel.ts'
import type { MailAddresses, ReplyAddresses } from '../replies/reply-addresses.ts'
import type { MailLinks } from './mail-links.ts'
import { languageOf, type Mailed, type MailRows } from './mail-rows.ts'
import { quietUntil } from './quiet-hours.ts'
import { sampleMail } from './sample-digest.ts'
import { pageOf, siteName } from './site-page.ts'
import { stopAddress } from './stop-address.ts'
import { WORDS } from './words.ts'
import { type DigestRoom, oneLine, writeDigest } from './write-digest.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** The content of a mail, for a site that sends it itself. */
export interface SiteNotice {
  /** the same when this mail is posted again */
  id: string
  title: string
  body: string
  email_to: string
  /** empty: of a test */
  user_id: string
  language: Language
}

/** @throws Error if the site did not take it */
export type NotifySite = (widget: Widget, notice: SiteNotice) => Promise<void>

export interface MailChannelDeps {
  /** null: this server sends no mail; sites may */
  mailer: Pick<Mailer, 'send' | 'domain'> | null
  notifySite: NotifySite
  users: Pick<UserDirectory, 'refresh'>
  events: Pick<ChatStore, 'addEvent'>
  rows: MailRows
  links: MailLinks
  /** where mails can be answered; null: nowhere */
  replies: Pick<ReplyAddresses, 'make'> | null
  clock: Clock
  limits: Pick<Limits, 'REPLY_DAYS'>
}

export interface UnreadMails {
  channel: Channel
  /** Sends a mail with invented messages, now. @throws Error in the words of the mail server, or about the site */
  test(widget: Widget, to: string, sample: Partial<SampleOf> & { language: Language }): Promise<void>
}

type SampleOf = {
  language: Language
  content: MailContent | undefined
  time_zone: string | undefined
  sample: MailSample
}

/** Mails about unread messages: one for all conversations of a user. */
export function createUnreadMails(deps: MailChannelDeps): UnreadMails {
  const { mailer, notifySite, users, rows, links, replies, clock, limits } = deps
  const isUsed = ({ settings }: Widget) => settings.mail && (mailer !== null || settings.notify_url !== null)

  async function notify(due: DueNotification): Promise<NotifyOutcome> {
    const { widget, user } = due
    const widget_id = widget.id
    const { user_id } = user
    if (!isUsed(widget)) return NOT_WANTED
    const own = await rows.settings(widget_id, settingsHolder(user))
    if (!own.mail) return NOT_WANTED
    const leftOut = leftOutOf(due, own)
    const rooms = due.rooms.filter(({ room }) => !leftOut.has(room.room_id))
    if (rooms.length === 0) return { ...NOT_WANTED, leftOut }
    const now = clock.now()
    const mailed = await rows.mailed(widget_id, user_id)
    const wait = waitOf(widget, own, mailed, now)
    if (wait !== null) return { kind: 'later', at: wait.until, problem: null, waits: wait.reason }

    // The address may be another by now, or a stranger's: the site is asked at most once for each mail.
    await users.refresh(widget_id, user_id)
    const email = await rows.address(widget_id, user_id)
    if (email === null) return NOT_WANTED
    const mail = write({ ...due, rooms }, own, email, await addressesOf({ ...due, rooms }))
    try {
      await deliver(widget, mail, { user_id, language: languageOf(own, widget) })
    } catch (error) {
      if (!(error instanceof MailError) || error.kind === 'later') throw error
      const problem = error.message
      if (error.kind === 'address') await stopAddress(deps, { widget_id, user_id, address: email, problem })
      return { kind: 'given_up', problem, leftOut }
    }
    await rows.sent(widget_id, user_id, countedWith(mailed, now))
    return { kind: 'sent', leftOut }
  }

  async function reach(widget: Widget, user: ChatUser): Promise<Reach> {
    const { user_id } = user
    const [own, address, mailed] = await Promise.all([
      rows.settings(widget.id, settingsHolder(user)),
      rows.knownAddress(widget.id, user_id),
      rows.mailed(widget.id, user_id),
    ])
    const wait = waitOf(widget, own, mailed, clock.now())
    return {
      obstacle: obstacleOf(),
      waits: wait?.reason ?? null,
      until: wait?.until ?? null,
      address: address?.email ?? null,
      browsers: 0,
      offIn: new Set(own.mail_off),
    }

    function obstacleOf(): Reach['obstacle'] {
      if (!widget.settings.mail) return 'off'
      if (!isUsed(widget)) return 'no_server'
      if (!own.mail) return 'unsubscribed'
      if (address === null) return 'no_address'
      return address.isStopped ? 'address_refused' : null
    }
  }

  function deliver(widget: Widget, mail: Mail, to: Pick<SiteNotice, 'user_id' | 'language'>): Promise<void> {
    const { notify_url, mail_from_name, mail_reply_to } = widget.settings
    if (notify_url !== null) {
      const id = mail.series?.id ?? crypto.randomUUID()
      return notifySite(widget, { id, title: mail.subject, body: mail.text, email_to: mail.to, ...to })
    }
    if (mailer === null) throw new Error('this server sends no mail: SMTP_URL is not set')
    return mailer.send({
      ...(mail_from_name !== null && { fromName: mail_from_name }),
      ...(mail_reply_to !== null && { replyTo: mail_reply_to }),
      ...mail,
    })
  }

  /**
   * Addresses for answers to the mail; null: answers are off. A site that sends the mail itself has its own addresses.
   */
  async function addressesOf({ widget, user, rooms, log_id }: DueNotification): Promise<MailAddresses | null> {
    if (replies === null || !widget.settings.mail_replies || widget.settings.notify_url !== null) return null
    const answerable = rooms.filter(({ isRequest }) => !isRequest)
    if (answerable.length === 0) return null
    return replies.make({
      ...{ widget_id: widget.id, user_id: user.user_id, log_id },
      rooms: answerable.map(({ room, messages }) => ({
        room_id: room.room_id,
        seq: Math.max(0, ...messages.map(({ message }) => message.seq)),
      })),
      expires_at: clock.now() + limits.REPLY_DAYS * DAY,
    })
  }

  function write(
    { widget, user, rooms, log_id }: DueNotification,
    own: UserSettings,
    to: string,
    addresses: MailAddresses | null,
  ): Mail {
    const { settings } = widget
    const widget_id = widget.id
    const language = languageOf(own, widget)
    const site = siteName(widget)
    const hasPage = pageOf(widget) !== null
    const offUrl = links.off(widget_id, { user_id: settingsHolder(user), room_id: null, log_id })
    const shown = rooms.map(({ room, peer, isRequest, messages, unread }): DigestRoom => {
      const { room_id } = room
      const first = messages[0]?.message.seq ?? 1
      return {
        name: peer ? nameOf(peer, language) : (room.title ?? site),
        isGroup: peer === null,
        colourId: peer?.user_id ?? `room ${room_id}`,
        unread,
        // a stranger's words would stand under the site's name before the user has accepted the request
        messages: (isRequest ? [] : messages).map(({ message, sender }) => ({
          sender: nameOf(sender, language),
          text: textOf(message, language),
          at: message.created_at,
        })),
        replyTo: addresses?.rooms.get(room_id) ?? null,
        url: hasPage ? links.open(widget_id, { log_id, room_id, seq: first }) : null,
        offUrl: links.off(widget_id, { user_id: settingsHolder(user), room_id, log_id }),
      }
    })
    const time_zone = own.time_zone ?? settings.mail_time_zone ?? 'UTC'
    const digest = { language, time_zone, site, content: settings.mail_content, settings, rooms: shown, offUrl }
    const domain = mailer?.domain ?? 'localhost'
    const [only] = rooms.length === 1 ? rooms : []
    return {
      to,
      ...writeDigest(digest),
      ...(addresses && { replyTo: addresses.replyTo, bounceTo: addresses.bounceTo }),
      series: {
        id: `${hashOf('mail', widget_id, user.user_id, ...firstOf(rooms))}@${domain}`,
        thread: `${hashOf('thread', widget_id, user.user_id, only?.room.room_id ?? 0)}@${domain}`,
        list: { name: oneLine(site), id: `chat-${widget_id}.${domain}` },
        unsubscribeUrl: offUrl,
      },
    }
  }

  return {
    channel: {
      name: 'mail',
      together: true,
      isUsed: async (widget) => isUsed(widget),
      delayMs: ({ settings }) => settings.mail_minutes * MINUTE,
      async reachable(widget, user_ids) {
        return isUsed(widget) ? rows.reachable(widget.id, user_ids) : new Set()
      },
      notify,
      reach,
    },
    async test(widget, to, { language, content, time_zone = 'UTC', sample = 'several' }) {
      const { settings } = widget
      const mail = sampleMail(
        { settings, site: siteName(widget), page: pageOf(widget), takesReplies: replies !== null },
        {
          sample,
          language,
          content: content ?? settings.mail_content,
          time_zone: isTimeZone(time_zone) ? time_zone : 'UTC',
          now: clock.now(),
        },
      )
      await deliver(widget, { ...mail, to }, { user_id: '', language })
    },
  }
}

/** Not an error: the user got the maximum of mails, or wants no mail. */
const NOT_WANTED = { kind: 'given_up', problem: null } as const satisfies NotifyOutcome

/** Rooms that the mail leaves out. */
function leftOutOf({ widget, rooms }: Pick<DueNotification, 'widget' | 'rooms'>, own: UserSettings): LeftOut {
  const leftOut = new Map<number, 'room_off' | 'mail_per_room'>()
  for (const { room, notifiedCount } of rooms) {
    if (own.mail_off.includes(room.room_id)) leftOut.set(room.room_id, 'room_off')
    else if (notifiedCount >= widget.settings.mail_per_room) leftOut.set(room.room_id, 'mail_per_room')
  }
  return leftOut
}

interface Wait {
  reason: NotificationWait
  until: number
}

/** The reason why the user's next mail waits; null: it does not. */
function waitOf(widget: Widget, own: UserSettings, mailed: Mailed, now: number): Wait | null {
  const waits: Wait[] = [{ reason: 'quiet_hours', until: quietEnd(widget, own, now) }, ...capEnds(widget, mailed, now)]
  const [last] = waits.toSorted((a, b) => b.until - a.until)
  return last && last.until > now ? last : null
}

/** When the quiet hours of the user end; 0: it is not quiet. */
function quietEnd({ settings }: Widget, own: UserSettings, now: number): number {
  const hours = own.quiet_hours === 'site' ? settings.mail_quiet_hours : own.quiet_hours
  if (hours === null || hours === 'off') return 0
  return quietUntil(hours, own.time_zone ?? settings.mail_time_zone ?? 'UTC', now) ?? 0
}

/**
 * The times before which no mail may be sent. A time in the future, noted while the clock was ahead, does not count: it
 * could hold mails up forever.
 */
function capEnds({ settings }: Widget, { sent_at, day_at, sent_in_day }: Mailed, now: number): Wait[] {
  const nextAt = sent_at === null || sent_at > now ? 0 : sent_at + settings.mail_every_minutes * MINUTE
  const isFull = sent_in_day >= settings.mail_per_day && isSameDay(day_at, now)
  return [
    { reason: 'mail_every', until: nextAt },
    { reason: 'mail_per_day', until: isFull ? day_at + DAY : 0 },
  ]
}

const isSameDay = (day_at: number, now: number): boolean => day_at <= now && now < day_at + DAY

const countedWith = ({ day_at, sent_in_day }: Mailed, now: number): Mailed =>
  isSameDay(day_at, now)
    ? { sent_at: now, day_at, sent_in_day: sent_in_day + 1 }
    : { sent_at: now, day_at: now, sent_in_day: 1 }

/** The first message that the mail may be about: it stays the same if the mail is written again after new messages. */
function firstOf(rooms: readonly DueRoom[]): [room_id: number, seq: number] {
  const [oldest] = rooms.toSorted((a, b) => a.first.at - b.first.at || a.room.room_id - b.room.room_id)
  return [oldest?.room.room_id ?? 0, oldest?.first.seq ?? 0]
}

const hashOf = (...parts: (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)

/** A profile has the settings of its person. */
const settingsHolder = ({ user_id, profile }: Pick<ChatUser, 'user_id' | 'profile'>): string => profile?.of ?? user_id

function nameOf({ name, synced_at, user_id }: ChatUser, language: Language): string {
  if (isErasedUser(user_id)) return WORDS[language].erased
  if (isGuestUser(user_id)) return name
  return synced_at === null ? WORDS[language].someone : name
}

/** The text of a message, or a name for its content, such as a picture. */
function textOf({ text, attachments = [], card, call }: Message, language: Language): string {
  const words = WORDS[language]
  if (call) return call.video ? words.missed_video_call : words.missed_call
  const files = attachments.map(({ kind, name }) => {
    if (kind === 'image') return words.photo
    if (kind === 'file') return `${words.file}: ${name}`
    return kind === 'video' ? words.video : words.voice
  })
  return [card?.title, text, ...files].filter(Boolean).join('\n')
}
