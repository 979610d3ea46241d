import type { ReplySettings } from './config/config.ts'
import type { Secrets } from './config/secrets.ts'
import type { MailQueue } from './dashboard/mails.ts'
import type { Mailer } from './mail/mailer.ts'
import type { Channel } from './notifications/channel.ts'
import { createUnreadMails, type NotifySite, type UnreadMails } from './notifications/mail/mail-channel.ts'
import { createMailLinks, type MailLinks } from './notifications/mail/mail-links.ts'
import { createMailRows, type MailRows } from './notifications/mail/mail-rows.ts'
import { createNotifier } from './notifications/notifier.ts'
import { createReplyAddresses } from './notifications/replies/reply-addresses.ts'
import { createReplyRows } from './notifications/replies/reply-rows.ts'
import { createReplies, type Replies } from './notifications/replies/take-mail.ts'
import { createWhyNotified, type WhyNotified } from './notifications/why-notified.ts'
import { jobTime } from './store/due-jobs.ts'
import { unservedNotifiers } from './store/due-notifiers.ts'
import { endUnreadLog } from './webhooks/webhooks.ts'
import type { DashboardBasis } from './wire-dashboard.ts'

type NotificationsBasis = Pick<
  DashboardBasis,
  'store' | 'widgets' | 'chat' | 'several' | 'publicUrl' | 'clock' | 'log' | 'limits'
> & {
  secrets: Pick<Secrets, 'seal' | 'open'>
  /** null: this server sends no mail */
  unreadMailer: Pick<Mailer, 'send' | 'domain'> | null
  notifySite: NotifySite
  /** how mails are answered; missing: by no mail */
  replySettings?: ReplySettings | undefined
  /** null or missing: this server sends no mail */
  mail?: MailQueue | null
  /** what browser push needs; missing: browsers get no notifications */
  push?: Channel
}

export interface Notifications {
  unreadMails: UnreadMails
  mailLinks: MailLinks
  mailRows: MailRows
  /** why a user is notified or not */
  whyNotified: WhyNotified
  /** null: nobody answers by mail */
  replies: Replies | null
  start(): Promise<void>
  close(): Promise<void>
  /** A setting was changed that decides whether a widget notifies anybody. */
  changed(widget_id: number): void
  /** The widget can reach a user more or less: resolves once it has a log of events, or has none any more. */
  reachesChanged(widget_id: number): Promise<void>
}

/** Milliseconds between two looks for widgets whose mails were turned on by another node. */
const LOOK_MS = 60_000
/** Milliseconds between two removals of addresses that expired. */
const FORGET_MS = 3_600_000

/** The one place where the ways to reach users who are not looking are listed. */
export function wireNotifications(given: NotificationsBasis): Notifications {
  const { store, chat, secrets, publicUrl, unreadMailer, notifySite, push, replySettings, mail, ...basis } = given
  const { control, readDb, onEvents } = store
  const { store: events, users, activeUsers } = chat.deps
  const mailLinks = createMailLinks({ secrets, publicUrl })
  const mailRows = createMailRows({ control, readDb })
  const replyRows = createReplyRows({ control })
  const addresses = replySettings && mail ? createReplyAddresses(replySettings, replyRows) : null
  const replies =
    replySettings && mail && addresses
      ? createReplies({
          ...{ chat: chat.deps, settings: replySettings, addresses, rows: replyRows, mailRows, links: mailLinks },
          ...{ mail, secrets, limits: basis.limits },
        })
      : null
  const unreadMails = createUnreadMails({
    mailer: unreadMailer,
    notifySite,
    users,
    events,
    rows: mailRows,
    links: mailLinks,
    replies: addresses,
    clock: basis.clock,
    limits: basis.limits,
  })
  const channels = [...(push ? [push] : []), unreadMails.channel]
  const notifier = createNotifier({
    ...basis,
    control,
    readDb,
    onEvents,
    store: events,
    users,
    activeUsers,
    channels,
    endLog: (widget_id) => endUnreadLog({ control, events, clock: basis.clock }, widget_id),
    leaseTime: (inMs) => jobTime(control, basis.clock.now(), inMs),
    unserved: () => unservedNotifiers(readDb, { at: basis.clock.now() }),
  })
  let isClosed = false
  let cancel = () => {}
  let cancelForgetting = () => {}
  async function forget(): Promise<void> {
    await replyRows.forget(basis.clock.now()).catch((error: unknown) => {
      basis.log.warn('old answers by mail could not be removed; the server will try again', { error })
    })
    if (!isClosed) cancelForgetting = basis.clock.after(FORGET_MS, () => void forget())
  }
  /** Mails are also turned on by the command line, or before the server has a mail server. */
  async function look(): Promise<void> {
    try {
      for (const widget_id of await mailRows.widgets()) {
        const widget = await basis.widgets.find(widget_id)
        if (widget !== null && (await unreadMails.channel.isUsed(widget))) await notifier.changed(widget_id)
      }
    } catch (error) {
      basis.log.warn('looking for widgets that send mail failed; the server will try again', { error })
    }
    if (!isClosed) cancel = basis.clock.after(LOOK_MS, () => void look())
  }

  return {
    unreadMails,
    mailLinks,
    mailRows,
    whyNotified: createWhyNotified({ ...basis, readDb, mailRows, store: events, users, activeUsers, channels }),
    replies,
    async start() {
      await notifier.start()
      void look()
      void forget()
    },
    async close() {
      isClosed = true
      cancel()
      cancelForgetting()
      await notifier.close()
    },
    reachesChanged: notifier.changed,
    changed(widget_id) {
      notifier.changed(widget_id).catch((error: unknown) => {
        basis.log.error('a widget may not notify as it is set; the server will try again', { widget_id, error })
      })
    },
  }
}
