import type { Clock } from '../chat/clock.ts'
import type { ChatStore, Job } from '../chat/ports.ts'
import type { Secrets } from '../config/secrets.ts'
import type { Mail, MailQueue, ReplyMail } from '../dashboard/mails.ts'
import { NoFurtherTry } from '../jobs/no-further-try.ts'
import { writeReplyMail } from '../notifications/replies/write-reply-mail.ts'
import { MailError, type Mailer } from './mailer.ts'
import { sampleNotice, writeMail, writeTest } from './write-mail.ts'

export const SEND_MAIL = 'mail'

const HOUR = 3_600_000

/** Jobs of accounts belong to no widget. */
const NO_WIDGET = 0

/**
 * Tries of a mail: as many as the hours have room for, at most one an hour. Each of a dozen steps of SMTP may take
 * 15 s, and giving up a mail that is still being sent would send it twice.
 */
export function mailRunning(hours: number) {
  const [backoffMs, mostBackoffMs] = [10_000, HOUR]
  let [tries, waitedMs] = [1, 0]
  for (; waitedMs < hours * HOUR; tries++) waitedMs += Math.min(mostBackoffMs, backoffMs * 2 ** (tries - 1))
  return { atOnce: 2, stillMs: 300_000, backoffMs, mostBackoffMs, tries }
}

/** A user who asked for a new password waits for it, and asks again. */
const RESET_MS = HOUR

/** The purpose for which a mail in the queue is sealed. */
const PURPOSE = 'mail'

interface MailDeps {
  mailer: Mailer
  store: Pick<ChatStore, 'addJob'>
  secrets: Pick<Secrets, 'seal' | 'open'>
  clock: Clock
  publicUrl: string
  /** for which a mail is tried */
  hours: number
  /** A job was added. */
  wake(): void
  /** A link that sets a new password; null: no account has this address, or it may not sign in. */
  resetLink(email: string): Promise<string | null>
}

export interface Mails extends MailQueue {
  /** Runs a job of the kind `SEND_MAIL`. */
  run(job: Pick<Job, 'payload'>): Promise<void>
}

export function createMails({ mailer, store, secrets, clock, publicUrl, hours, wake, resetLink }: MailDeps): Mails {
  function worthSendingUntil(mail: Mail | ReplyMail): number {
    if (mail.kind === 'invite') return mail.endsAt
    return mail.at + (mail.kind === 'reset' ? RESET_MS : hours * HOUR)
  }

  /** Gives a mail up if the server refuses it permanently: another try would be refused too. */
  const sendOrGiveUp = (written: Parameters<Mailer['send']>[0]) =>
    mailer.send(written).catch((error: unknown) => {
      throw error instanceof MailError && error.kind !== 'later' ? new NoFurtherTry(error.message) : error
    })

  return {
    async add(mail, id = crypto.randomUUID()) {
      // The database, and backups of it, must hold neither links nor addresses.
      const payload = { sealed: secrets.seal(JSON.stringify(mail), PURPOSE) }
      await store.addJob({ widget_id: NO_WIDGET, id: `mail ${id}`, kind: SEND_MAIL, payload })
      wake()
    },
    async run({ payload }) {
      const mail = JSON.parse(secrets.open((payload as { sealed: string }).sealed, PURPOSE)) as Mail | ReplyMail
      if (clock.now() > worthSendingUntil(mail)) return
      if (mail.kind === 'reply_held' || mail.kind === 'reply_refused') return sendOrGiveUp(writeReplyMail(mail))
      // Here and not in the request, which then does the same for an address without an account.
      const link = mail.kind === 'reset' ? await resetLink(mail.email) : null
      if (mail.kind === 'reset' && link === null) return
      await sendOrGiveUp(writeMail(mail, { publicUrl, link }))
    },
    send: (mail) => mailer.send(writeMail(mail, { publicUrl, link: null })),
    test: (to, language, topic) =>
      mailer.send(
        topic === undefined ? writeTest(to, language, publicUrl) : sampleNotice({ topic, to, language, publicUrl }),
      ),
  }
}
