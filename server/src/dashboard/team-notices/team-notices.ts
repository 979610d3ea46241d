import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import { NOTICE_TOPICS, type NoticeChoice, type NoticeTopic } from '@imbachat/protocol/http/account/notices'
import { API_KEY_WARNING_MS, keyWarningAt } from '@imbachat/protocol/http/widget/api-keys'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { BusEvent } from '../../chat/bus.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Limits } from '../../config/limits.ts'
import { countOpenSubjects, isAwake } from '../../moderation/reports/same-subject.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { MailQueue, NoticeFacts } from '../mails.ts'
import type { PushedNotice, TeamPush } from './team-push.ts'

/** Milliseconds between two looks. */
const LOOK_MS = 15_000
/** Milliseconds between two looks for mails, which are about things that have waited long already. */
const MAIL_LOOK_MS = 60_000
/** Milliseconds until a look for something new. */
const SOON_MS = 1_000
/** Milliseconds that a report waits, or a site fails, before a mail is sent: most problems are over by then. */
const PATIENCE_MS = 15 * 60_000
/** Milliseconds for which a webhook fails before a notice is sent: a restart of the receiver needs no notice. */
const WEBHOOK_PATIENCE_MS = 3_600_000
/** Keys of one look. */
const KEYS = 500
/** Milliseconds between two notifications about the queue of a widget. */
const PUSH_EVERY_MS = 5 * 60_000
/** Milliseconds in which a notification about something new is tried again. */
const PUSH_WITHIN_MS = 3_600_000
const HOUR = 3_600_000

/** Roles that get notices about a widget, beside the account that owns it. */
const ROLES: Record<Exclude<NoticeTopic, 'disk'>, WidgetRole[]> = {
  waiting: ['owner', 'admin', 'moderator'],
  site: ['owner', 'admin'],
  webhook: ['owner', 'admin'],
  key: ['owner', 'admin'],
}
/** `about` of a notice without a widget. */
const SERVER = 0

/** A program of a site that decides about messages, and fails. */
export interface FailingProgram {
  widget_id: number
  /** when it failed first, milliseconds since 1970 */
  since: number
  message: string
  /** whether messages are sent or refused meanwhile */
  failure: WidgetSettings['before_send_failure']
}

export interface TeamNoticesDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  /** null: this server sends no mail */
  mail: MailQueue | null
  /** null: this server sends no notifications to browsers */
  push: Pick<TeamPush, 'has' | 'send'> | null
  bus: Pick<ChatDeps['bus'], 'subscribe'>
  /** sites that do not answer this node */
  failingSites(): readonly { widget_id: number; since: number; message: string }[]
  /** widgets whose program decides about no message any more, as this node sees it */
  failingPrograms(): Promise<readonly FailingProgram[]>
  clock: Clock
  log: Log
  limits: Pick<Limits, 'OWNER_MAIL_HOURS'>
}

type OfWidget = Exclude<NoticeFacts, { topic: 'disk' }>
type Person = { id: string; email: string }

interface How {
  /** missing: both */
  ways?: readonly ('mail' | 'push')[]
  /**
   * Time of the newest event in this notice. An account that was notified after it gets no second notice. Missing: now.
   */
  newest?: number
  /** for an account that chose no language; missing: English */
  language?: MailLanguage
}

export interface TeamNotices {
  choice(account_id: string): Promise<NoticeChoice>
  change(
    account_id: string,
    change: { language?: MailLanguage | undefined; topics?: Partial<Record<NoticeTopic, boolean>> | undefined },
  ): Promise<NoticeChoice>
  /** @param facts of a widget */
  notify(widget_id: number, facts: OfWidget, how?: How): Promise<void>
  /** Notifies the administrators that the disk of this node is full. */
  notifyDisk(host: string): Promise<void>
  start(): void
  close(): Promise<void>
}

/** Sends notices to people of the dashboard, by mail and by notifications. Each account can turn a kind off. */
export function createTeamNotices(deps: TeamNoticesDeps): TeamNotices {
  const { control, readDb, mail, push, bus, failingSites, failingPrograms, clock, log, limits } = deps
  let closed = true
  let cancel = () => {}
  let looking: Promise<void> = Promise.resolve()
  /** time of the last look for mails */
  let mailTime = 0
  /** when each account got a notice without the queue */
  const sentAtOnce = new Map<string, number>()
  let isLooking = false
  /** an event came during a look */
  let hasNews = false
  /** the next look is in `SOON_MS` */
  let isSoon = false
  let unsubscribe = () => {}

  async function rowOf(account_id: string): Promise<{ language: MailLanguage | null; turned_off: NoticeTopic[] }> {
    const row = await control
      .selectFrom('owner_mail_choice')
      .selectAll()
      .where('account_id', '=', account_id)
      .executeTakeFirst()
    if (row === undefined) return { language: null, turned_off: [] }
    return { language: row.language as MailLanguage, turned_off: JSON.parse(row.turned_off) as NoticeTopic[] }
  }

  async function choice(account_id: string): Promise<NoticeChoice> {
    const { language, turned_off } = await rowOf(account_id)
    const topics = Object.fromEntries(NOTICE_TOPICS.map((topic) => [topic, !turned_off.includes(topic)]))
    return { language: language ?? 'en', topics: topics as NoticeChoice['topics'] }
  }

  /**
   * Claims a notice for this node.
   * @param topic a topic, or `push` and a topic: see `kindOf`
   * @param before an account that was notified after this time gets no second notice, milliseconds since 1970
   * @returns false: another node claimed it, or the account was notified after `before`
   */
  async function take(account_id: string, topic: string, about: number, before: number): Promise<boolean> {
    const now = clock.now()
    const taken = await control
      .insertInto('owner_mail')
      .values({ account_id, topic, about, sent_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'topic', 'about'])
          .doUpdateSet({ sent_at: now })
          // a time that was noted while the clock was ahead must not hold notices up forever
          .where((eb) => eb.or([eb('owner_mail.sent_at', '<=', before), eb('owner_mail.sent_at', '>', now)])),
      )
      .returning('sent_at')
      .executeTakeFirst()
    return taken !== undefined
  }

  /** Releases the claim of a notice that could not be sent. */
  async function giveBack(account_id: string, topic: string, about: number): Promise<void> {
    await control
      .updateTable('owner_mail')
      .set({ sent_at: 0 })
      .where('account_id', '=', account_id)
      .where('topic', '=', topic)
      .where('about', '=', about)
      .execute()
  }

  async function mailTo({ id, email }: Person, notice: PushedNotice, newest: number): Promise<void> {
    if (mail === null) return
    const { topic } = notice.facts
    const kind = kindOf(notice.facts)
    const about = notice.widget_id ?? SERVER
    const before = Math.min(clock.now() - limits.OWNER_MAIL_HOURS * HOUR, newest - 1)
    let taken = false
    try {
      taken = await take(id, kind, about, before)
      if (taken) await mail.add({ ...notice, email })
    } catch (error) {
      const sentAt = sentAtOnce.get(id) ?? Number.NEGATIVE_INFINITY
      try {
        if (topic !== 'disk' || sentAt > before) throw error
        // A disk that is full to the last byte stores no mail, so the mail about it is sent without the queue.
        sentAtOnce.set(id, clock.now())
        await mail.send({ ...notice, email }).catch((failure: unknown) => {
          sentAtOnce.delete(id)
          throw failure
        })
      } catch (failure) {
        // the full disk may refuse this, too
        if (taken) await giveBack(id, kind, about).catch(() => undefined)
        throw failure
      }
    }
  }

  async function pushTo({ id }: Person, notice: PushedNotice, newest: number): Promise<void> {
    if (push === null || !(await push.has(id))) return
    const { topic } = notice.facts
    const about = notice.widget_id ?? SERVER
    const everyMs = topic === 'waiting' ? PUSH_EVERY_MS : limits.OWNER_MAIL_HOURS * HOUR
    const before = Math.min(clock.now() - everyMs, newest - 1)
    const kind = `push ${kindOf(notice.facts)}`
    if (!(await take(id, kind, about, before))) return
    if (!(await push.send(id, notice))) await giveBack(id, kind, about)
  }

  async function notifyPeople(
    people: readonly Person[],
    notice: Omit<PushedNotice, 'language'>,
    { ways = ['mail', 'push'], newest = clock.now(), language: usual = 'en' }: How,
  ): Promise<void> {
    const failures: unknown[] = []
    for (const person of people) {
      const { language, turned_off } = await rowOf(person.id)
      if (turned_off.includes(notice.facts.topic)) continue
      const ofPerson = { ...notice, language: language ?? usual }
      const attempts = await Promise.allSettled([
        ways.includes('push') && pushTo(person, ofPerson, newest),
        ways.includes('mail') && mailTo(person, ofPerson, newest),
      ])
      // one failure must not keep the notice from other people
      for (const one of attempts) if (one.status === 'rejected') failures.push(one.reason)
    }
    if (failures.length > 0) throw failures[0]
  }

  async function notify(widget_id: number, facts: OfWidget, how: How = {}): Promise<void> {
    if (mail === null && push === null) return
    const widget = await readDb
      .selectFrom('widget')
      .select(['name', 'account_id'])
      .where('id', '=', widget_id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    if (widget === undefined) return
    const people = await readDb
      .selectFrom('owner')
      .select(['owner.id', 'owner.email'])
      .where((eb) =>
        eb.or([
          eb('owner.id', '=', widget.account_id ?? ''),
          eb(
            'owner.id',
            'in',
            eb
              .selectFrom('team_member')
              .select('account_id')
              .where('widget_id', '=', widget_id)
              .where('role', 'in', ROLES[facts.topic]),
          ),
        ]),
      )
      .where('owner.disabled_at', 'is', null)
      .execute()
    await notifyPeople(people, { kind: 'owner_notice', at: clock.now(), widget_id, widget: widget.name, facts }, how)
  }

  async function look(): Promise<void> {
    const before = clock.now() - PATIENCE_MS
    // also after a clock was set back
    const isMailTime = Math.abs(clock.now() - mailTime) >= MAIL_LOOK_MS
    if (isMailTime) mailTime = clock.now()
    const waiting = await readDb
      .selectFrom('report')
      .select(['widget_id'])
      .select((eb) => [
        eb.fn.max('created_at').as('newest'),
        eb.fn.max('created_at').filterWhere('created_at', '<=', before).as('newest_old'),
      ])
      .where('closed_at', 'is', null)
      // a report that a moderator put off does not wait
      .where((eb) => isAwake(eb, clock.now()))
      .groupBy('widget_id')
      .execute()
    for (const { widget_id, newest, newest_old } of waiting) {
      const isNew = push !== null && Number(newest) > clock.now() - PUSH_WITHIN_MS
      const isMailed = isMailTime && newest_old !== null
      if (!isNew && !isMailed) continue
      // several reports of one message are one decision
      const count = await countOpenSubjects(readDb, widget_id, { waitingAt: clock.now() })
      if (isNew) await notify(widget_id, { topic: 'waiting', count }, { ways: ['push'], newest: Number(newest) })
      if (!isMailed) continue
      // an account that was notified of it gets no second notice
      const newestToMail = Number(newest_old) + PATIENCE_MS
      await notify(widget_id, { topic: 'waiting', count }, { ways: ['mail'], newest: newestToMail })
    }
    if (!isMailTime) return
    for (const { widget_id, since, message } of failingSites()) {
      if (since <= before) await notify(widget_id, { topic: 'site', message })
    }
    for (const { widget_id, since, message, failure } of await failingPrograms()) {
      await notify(widget_id, { topic: 'site', message, before_send: failure }, { newest: since })
    }
    for (const { widget_id, url, language, failing_since } of await failingWebhooks()) {
      const facts = { topic: 'webhook' as const, host: new URL(url).host, reason: 'failing' as const }
      const newest = (failing_since ?? 0) + WEBHOOK_PATIENCE_MS
      await notify(widget_id, facts, { newest, language: language as MailLanguage })
    }
    for (const [widget_id, keys] of Map.groupBy(await endingKeys(), (key) => key.widget_id)) {
      const facts = { topic: 'key' as const, names: keys.map(({ name }) => name), endsAt: keys[0]?.expires_at ?? 0 }
      await notify(widget_id, facts, { newest: Math.max(...keys.map(({ warn_at }) => warn_at)) })
    }
  }

  /** API keys that end soon, the next to end first. */
  async function endingKeys() {
    const now = clock.now()
    const keys = await readDb
      .selectFrom('api_key')
      .select(['widget_id', 'name', 'created_at', 'expires_at'])
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .where('expires_at', '<=', now + API_KEY_WARNING_MS)
      // a key of less than two weeks has its warning after half of its life
      .where(sql<SqlBool>`expires_at - ${now} <= (expires_at - created_at) / 2`)
      .orderBy('expires_at')
      .limit(KEYS)
      .execute()
    return keys.flatMap(({ widget_id, name, created_at, expires_at }) => {
      const warn_at = keyWarningAt({ created_at, expires_at })
      return expires_at === null || warn_at === null || warn_at > now ? [] : [{ widget_id, name, expires_at, warn_at }]
    })
  }

  /** Endpoints with waiting events: one that gave up its only event does not fail any more. */
  const failingWebhooks = () =>
    readDb
      .selectFrom('webhook_endpoint as endpoint')
      .select(['widget_id', 'url', 'language', 'failing_since'])
      .where('off_reason', 'is', null)
      .where('failing_since', '<=', clock.now() - WEBHOOK_PATIENCE_MS)
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('webhook_delivery as delivery')
            .select('delivery.event_id')
            .whereRef('delivery.widget_id', '=', 'endpoint.widget_id')
            .whereRef('delivery.endpoint_id', '=', 'endpoint.id')
            .whereRef('delivery.event_id', '>', 'endpoint.after_id')
            .where('delivery.state', '=', 'pending'),
        ),
      )
      .orderBy('failing_since')
      .execute()

  function plan(inMs: number): void {
    cancel()
    isSoon = inMs === SOON_MS
    cancel = clock.after(inMs, again)
  }

  function again(): void {
    if (closed) return
    isSoon = false
    isLooking = true
    looking = look()
      .catch((error: unknown) => log.warn('looking for notices to the team failed', { error }))
      .finally(() => {
        isLooking = false
        if (!closed) plan(hasNews ? SOON_MS : LOOK_MS)
        hasNews = false
      })
  }

  /** Notifies moderators within seconds; if the event is lost, the next look does. */
  function receive(event: BusEvent): void {
    if (event.t !== 'queue' || push === null || closed) return
    if (isLooking) hasNews = true
    else if (!isSoon) plan(SOON_MS)
  }

  return {
    choice,
    async change(account_id, { language, topics = {} }) {
      const now = await rowOf(account_id)
      const isOn = (topic: NoticeTopic) => topics[topic] ?? !now.turned_off.includes(topic)
      const row = {
        language: language ?? now.language ?? 'en',
        turned_off: JSON.stringify(NOTICE_TOPICS.filter((topic) => !isOn(topic))),
      }
      await control
        .insertInto('owner_mail_choice')
        .values({ account_id, ...row })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
        .execute()
      return choice(account_id)
    },
    notify,
    async notifyDisk(host) {
      if (mail === null && push === null) return
      const people = await readDb
        .selectFrom('owner')
        .select(['id', 'email'])
        .where('administrator', '=', 1)
        .where('disabled_at', 'is', null)
        .execute()
      const facts = { topic: 'disk' as const, host }
      await notifyPeople(people, { kind: 'owner_notice', at: clock.now(), widget_id: null, widget: '', facts }, {})
    },
    start() {
      if (mail === null && push === null) return
      closed = false
      unsubscribe = bus.subscribe(receive)
      plan(LOOK_MS)
    },
    async close() {
      closed = true
      unsubscribe()
      cancel()
      await looking
    },
  }
}

/** A notice holds up others of its kind only: a failing webhook must not hold up the notice that it was turned off. */
function kindOf(facts: NoticeFacts): string {
  if (facts.topic === 'webhook' && facts.reason === 'failing') return 'webhook failing'
  return facts.topic === 'site' && facts.before_send !== undefined ? 'site before_send' : facts.topic
}
