import type { Clock } from '../chat/clock.ts'
import type { ChatStore, Job } from '../chat/ports.ts'
import type { Secrets } from '../config/secrets.ts'
import type { Mail, MailQueue, ReplyMail } from '../dashboard/mails.ts'
import { writeReplyMail } from '../notifications/replies/write-reply-mail.ts'
import type { Mailer } from './mailer.ts'
import { sampleNotice, writeMail, writeTest } from './write-mail.ts'

export const SEND_MAIL = 'mail'

/** Jobs of accounts belong to no widget. */
const NO_WIDGET = 0

/**
 * Eight tries in about 20 minutes; a mail server that is away for longer needs a person. Each of a dozen steps of SMTP
 * may take 15 s, and giving up a mail that is still being sent would send it twice.
 */
export const MAIL_RUNNING = { atOnce: 2, backoffMs: 10_000, stillMs: 300_000 }

/** A mail about something that has passed says nothing true: a job that was tried again much later sends none. */
const WORTH_SENDING_MS = 3_600_000

/** The purpose for which a mail in the queue is sealed. */
const PURPOSE = 'mail'

interface MailDeps {
  mailer: Mailer
  store: Pick<ChatStore, 'addJob'>
  secrets: Pick<Secrets, 'seal' | 'open'>
  clock: Clock
  publicUrl: string
  /** A job was added. */
  wake(): void
  /** A link that sets a new password; null: there is no such account, or it may not sign in. */
  resetLink(email: string): Promise<string | null>
}

export interface Mails extends MailQueue {
  /** Does what a job of the kind `SEND_MAIL` is about. */
  run(job: Pick<Job, 'payload'>): Promise<void>
}

export function createMails({ mailer, store, secrets, clock, publicUrl, wake, resetLink }: MailDeps): Mails {
  return {
    async add(mail, id = crypto.randomUUID()) {
      // The database, and backups of it, must hold neither links nor addresses.
      const payload = { sealed: secrets.seal(JSON.stringify(mail), PURPOSE) }
      await store.addJob({ widget_id: NO_WIDGET, id: `mail ${id}`, kind: SEND_MAIL, payload })
      wake()
    },
    async run({ payload }) {
      const mail = JSON.parse(secrets.open((payload as { sealed: string }).sealed, PURPOSE)) as Mail | ReplyMail
      const until = mail.kind === 'invite' ? mail.endsAt : mail.at + WORTH_SENDING_MS
      if (clock.now() > until) return
      if (mail.kind === 'reply_held' || mail.kind === 'reply_refused') return mailer.send(writeReplyMail(mail))
      // Here and not in the request, which then does the same for an address without an account.
      const link = mail.kind === 'reset' ? await resetLink(mail.email) : null
      if (mail.kind === 'reset' && link === null) return
      await mailer.send(writeMail(mail, { publicUrl, link }))
    },
    send: (mail) => mailer.send(writeMail(mail, { publicUrl, link: null })),
    test: (to, language, topic) =>
      mailer.send(
        topic === undefined ? writeTest(to, language, publicUrl) : sampleNotice({ topic, to, language, publicUrl }),
      ),
  }
}
