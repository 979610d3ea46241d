import type { ImapFlow } from 'imapflow'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { ImapSettings } from '../../config/config.ts'
import type { Limits } from '../../config/limits.ts'
import { messageOf } from '../../error-message.ts'
import { loadImap } from './load-imap.ts'
import { type MailIntake, tooLarge } from './mail-intake.ts'

export const INBOX_LIMITS = {
  /** milliseconds that a step of the mail server may take */
  patienceMs: 30_000,
  /** milliseconds before the second try to connect; each further one waits twice as long */
  backoffMs: 1_000,
  mostBackoffMs: 60_000,
  /** milliseconds between two heartbeats while there is no mail */
  signMs: 10_000,
  /** mails of one look */
  page: 50,
  /** milliseconds between two tries to take a mail, at most */
  mostTryMs: 10 * 60_000,
  /**
   * age in milliseconds up to which a mail is tried before it is marked, and left. What fails may be the database, the
   * storage or the site's program, which are away for hours at times; mail servers are as patient
   */
  triedForMs: 3 * 24 * 3_600_000,
  /** tries that an older mail gets all the same, in some two hours: it may have waited for a server that was off */
  leastTries: 20,
}

export interface InboxDeps {
  settings: ImapSettings
  intake: MailIntake
  clock: Clock
  log: Log
  limits: Pick<Limits, 'REPLY_IMAP_POLL_SECONDS' | 'REPLY_MAIL_BYTES'>
  /** certificates to trust beside those of the system */
  ca?: string | undefined
}

export interface Inbox {
  /** Fetches mail until `stop`. @param moved is called as long as the mail server answers */
  run(moved: () => void): Promise<void>
  stop(): void
}

/**
 * A mailbox that has nothing but answers. A mail is marked as seen once it was taken, so a run that is killed in
 * between takes it again, and it is known by its id.
 */
export function createInbox(deps: InboxDeps): Inbox {
  const { settings, intake, clock, log, limits } = deps
  const stopped = Promise.withResolvers<void>()
  let isStopped = false
  /** mails that could not be taken, by their number in the mailbox */
  const failed = new Map<number, { tries: number; nextAt: number }>()

  /** the mail that is being taken: it is marked before the connection ends */
  let taking: Promise<void> = Promise.resolve()

  const sleep = (ms: number) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    return { promise, cancel: clock.after(ms, resolve) }
  }

  /** Until something happens, at most so long. */
  async function wait(ms: number, moved: () => void, happened: Promise<unknown>): Promise<void> {
    for (let left = ms; left > 0 && !isStopped; left -= INBOX_LIMITS.signMs) {
      moved()
      const { promise, cancel } = sleep(Math.min(left, INBOX_LIMITS.signMs))
      const isOver = await Promise.race([promise.then(() => false), happened.then(() => true), stopped.promise])
      cancel()
      if (isOver !== false) return
    }
  }

  async function serve(client: ImapFlow, moved: () => void): Promise<void> {
    const ended = Promise.withResolvers<never>()
    // a rejection that nothing awaits must not count as a failure of the server
    ended.promise.catch(() => {})
    client.on('close', () => ended.reject(new Error('the mail server closed the connection')))
    client.on('error', (error: unknown) => ended.reject(error))
    await Promise.race([client.connect(), ended.promise])
    await client.mailboxOpen(settings.mailbox)
    log.info('the mailbox for answers is open', { host: settings.host, mailbox: settings.mailbox })
    let news = Promise.withResolvers<void>()
    client.on('exists', () => news.resolve())
    while (!isStopped) {
      // before the search: a mail that comes during it starts another search
      news = Promise.withResolvers()
      if (await Promise.race([takeAll(client, moved), ended.promise])) continue
      // ends by itself with the next command; what breaks it ends the connection
      client.idle().catch(() => {})
      await Promise.race([wait(limits.REPLY_IMAP_POLL_SECONDS * 1_000, moved, news.promise), ended.promise])
    }
  }

  /** @returns true if there may be more */
  async function takeAll(client: ImapFlow, moved: () => void): Promise<boolean> {
    const found = new Set((await client.search({ seen: false }, { uid: true })) || [])
    // another program took them, or removed them
    for (const uid of failed.keys()) if (!found.has(uid)) failed.delete(uid)
    const uids = [...found].filter((uid) => (failed.get(uid)?.nextAt ?? 0) <= clock.now())
    for (const uid of uids.slice(0, INBOX_LIMITS.page)) {
      if (isStopped) return false
      moved()
      taking = takeOne(client, uid)
      await taking
    }
    return uids.length > INBOX_LIMITS.page
  }

  async function takeOne(client: ImapFlow, uid: number): Promise<void> {
    const of = { uid: true }
    const mail = await client.fetchOne(String(uid), { size: true, internalDate: true }, of)
    // another program removed it
    if (mail === false) return
    const flags = ['\\Seen']
    if ((mail.size ?? 0) > limits.REPLY_MAIL_BYTES) {
      log.warn('a mail is left in the mailbox', { uid, problem: tooLarge(limits).message })
      flags.push('\\Flagged')
    } else {
      try {
        const { content } = await client.download(String(uid), undefined, of)
        if (!content) return
        await intake.take(content)
      } catch (error) {
        if (!client.usable || !isGivenUp(uid, mail.internalDate, error)) return
        flags.push('\\Flagged')
      }
    }
    failed.delete(uid)
    await client.messageFlagsAdd(String(uid), flags, of)
  }

  /**
   * A failure that may pass is tried again, with a longer wait each time.
   * @param arrived time of the mail server, which stays the same when this server restarts
   */
  function isGivenUp(uid: number, arrived: Date | string | undefined, error: unknown): boolean {
    const tries = (failed.get(uid)?.tries ?? 0) + 1
    const age = clock.now() - new Date(arrived ?? 0).getTime()
    const mayPass = tries < INBOX_LIMITS.leastTries || age < INBOX_LIMITS.triedForMs
    if (!mayPass) {
      log.error('a mail can not be taken and is left in the mailbox', { uid, error })
      return true
    }
    log.warn('a mail can not be taken; it is tried again', { uid, tries, error })
    failed.set(uid, { tries, nextAt: clock.now() + backoff(tries, INBOX_LIMITS.mostTryMs) })
    return false
  }

  return {
    async run(moved) {
      const { ImapFlow } = await loadImap()
      for (let tries = 0; !isStopped; tries++) {
        const client = new ImapFlow(optionsOf(deps))
        const openedAt = clock.now()
        try {
          await Promise.race([serve(client, moved), stopped.promise])
        } catch (error) {
          log.warn('the mailbox for answers can not be read; the server tries again', { problem: messageOf(error) })
        } finally {
          const { promise, cancel } = sleep(INBOX_LIMITS.patienceMs)
          await Promise.race([taking.catch(() => {}), promise])
          cancel()
          client.close()
        }
        if (clock.now() - openedAt > INBOX_LIMITS.mostBackoffMs) tries = 0
        await wait(backoff(tries), moved, new Promise(() => {}))
      }
    },
    stop() {
      isStopped = true
      stopped.resolve()
    },
  }
}

/** @param tries that failed before */
const backoff = (tries: number, most = INBOX_LIMITS.mostBackoffMs): number =>
  Math.min(INBOX_LIMITS.backoffMs * 2 ** Math.min(tries, 10), most)

export function optionsOf({ settings, ca }: Pick<InboxDeps, 'settings' | 'ca'>) {
  const { host, port, tls, user, password } = settings
  return {
    host,
    port,
    secure: tls === 'from the start',
    doSTARTTLS: tls === 'starttls',
    auth: { user, pass: password },
    tls: { ...(ca !== undefined && { ca }) },
    logger: false as const,
    // IDLE is started by the code below at once, not by the library after some seconds
    disableAutoIdle: true,
    // reveals no version or system of this server
    clientInfo: { name: 'ImbaChat' },
    connectionTimeout: INBOX_LIMITS.patienceMs,
    greetingTimeout: INBOX_LIMITS.patienceMs,
    // some servers forget a connection that is silent for longer
    maxIdleTime: 4 * 60_000,
  }
}
