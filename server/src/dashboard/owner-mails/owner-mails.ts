import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import { OWNER_TOPICS, type OwnerMails, type OwnerTopic } from '@imbachat/protocol/http/account/owner-mails'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Limits } from '../../config/limits.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { MailQueue, OwnerFacts, OwnerNotice } from '../mails.ts'

/** Milliseconds between two looks. */
const LOOK_MS = 60_000
/** Milliseconds that a report waits, or a site does not answer, before anybody is mailed: most is over by then. */
const PATIENCE_MS = 15 * 60_000
const HOUR = 3_600_000

/** Who is mailed about a widget, beside its account. */
const ROLES: Record<Exclude<OwnerTopic, 'disk'>, WidgetRole[]> = {
  waiting: ['owner', 'admin', 'moderator'],
  site: ['owner', 'admin'],
  webhook: ['owner'],
}
/** `about` of what is of no widget. */
const SERVER = 0

export interface OwnerMailsDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  /** null: this server sends no mail */
  mail: MailQueue | null
  /** sites that do not answer this node */
  failingSites(): readonly { widget_id: number; since: number; message: string }[]
  clock: Clock
  log: Log
  limits: Pick<Limits, 'OWNER_MAIL_HOURS'>
}

type OfWidget = Exclude<OwnerFacts, { topic: 'disk' }>

export interface OwnerMailing {
  choice(account_id: string): Promise<OwnerMails>
  change(
    account_id: string,
    change: { language?: MailLanguage | undefined; topics?: Partial<Record<OwnerTopic, boolean>> | undefined },
  ): Promise<OwnerMails>
  /**
   * @param facts of a widget
   * @param newest when the newest of what it is about happened: who was mailed since hears nothing new
   * @param language of who chose none
   */
  tell(widget_id: number, facts: OfWidget, more?: { newest?: number; language?: MailLanguage }): Promise<void>
  /** The disk of this node is full. */
  tellDisk(host: string): Promise<void>
  start(): void
  close(): Promise<void>
}

/** Mails to the dashboard's people: few, each about one kind of thing, and each can be turned off. */
export function createOwnerMails(deps: OwnerMailsDeps): OwnerMailing {
  const { control, readDb, mail, failingSites, clock, log, limits } = deps
  let closed = true
  let cancel = () => {}
  let looking: Promise<void> = Promise.resolve()

  async function rowOf(account_id: string): Promise<{ language: MailLanguage | null; turned_off: OwnerTopic[] }> {
    const row = await control
      .selectFrom('owner_mail_choice')
      .selectAll()
      .where('account_id', '=', account_id)
      .executeTakeFirst()
    if (row === undefined) return { language: null, turned_off: [] }
    return { language: row.language as MailLanguage, turned_off: JSON.parse(row.turned_off) as OwnerTopic[] }
  }

  async function choice(account_id: string): Promise<OwnerMails> {
    const { language, turned_off } = await rowOf(account_id)
    const topics = Object.fromEntries(OWNER_TOPICS.map((topic) => [topic, !turned_off.includes(topic)]))
    return { language: language ?? 'en', topics: topics as OwnerMails['topics'] }
  }

  /** One mail of a kind in `OWNER_MAIL_HOURS`, whichever node is the first. */
  async function mayMail(account_id: string, topic: OwnerTopic, about: number, newest: number): Promise<boolean> {
    const now = clock.now()
    const before = Math.min(now - limits.OWNER_MAIL_HOURS * HOUR, newest - 1)
    const taken = await control
      .insertInto('owner_mail')
      .values({ account_id, topic, about, sent_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(['account_id', 'topic', 'about'])
          .doUpdateSet({ sent_at: now })
          // a clock that was ahead must not hold mails up for ever
          .where((eb) => eb.or([eb('owner_mail.sent_at', '<=', before), eb('owner_mail.sent_at', '>', now)])),
      )
      .returning('sent_at')
      .executeTakeFirst()
    return taken !== undefined
  }

  async function mailTo(
    people: readonly { id: string; email: string }[],
    notice: Omit<OwnerNotice, 'language' | 'email'>,
    { newest = clock.now(), language: usual = 'en' }: { newest?: number; language?: MailLanguage } = {},
  ): Promise<void> {
    const { topic } = notice.facts
    for (const { id, email } of people) {
      const { language, turned_off } = await rowOf(id)
      if (turned_off.includes(topic) || !(await mayMail(id, topic, notice.widget_id ?? SERVER, newest))) continue
      await mail?.add({ ...notice, language: language ?? usual, email })
    }
  }

  async function tell(
    widget_id: number,
    facts: OfWidget,
    more: { newest?: number; language?: MailLanguage } = {},
  ): Promise<void> {
    if (mail === null) return
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
    await mailTo(people, { kind: 'owner_notice', at: clock.now(), widget_id, widget: widget.name, facts }, more)
  }

  async function look(): Promise<void> {
    const before = clock.now() - PATIENCE_MS
    const waiting = await readDb
      .selectFrom('report')
      .select(['widget_id'])
      .select((eb) => [eb.fn.countAll().as('count'), eb.fn.max('created_at').as('newest')])
      .where('closed_at', 'is', null)
      .where('created_at', '<=', before)
      .groupBy('widget_id')
      .execute()
    for (const { widget_id, count, newest } of waiting) {
      // what a person saw is no news again
      await tell(
        widget_id,
        { topic: 'waiting', count: Number(count) },
        {
          newest: Number(newest) + PATIENCE_MS,
        },
      )
    }
    for (const { widget_id, since, message } of failingSites()) {
      if (since <= before) await tell(widget_id, { topic: 'site', message })
    }
  }

  function again(): void {
    if (closed) return
    looking = look()
      .catch((error: unknown) => log.warn('what owners are mailed about could not be looked for', { error }))
      .finally(() => {
        if (!closed) cancel = clock.after(LOOK_MS, again)
      })
  }

  return {
    choice,
    async change(account_id, { language, topics = {} }) {
      const now = await rowOf(account_id)
      const isOn = (topic: OwnerTopic) => topics[topic] ?? !now.turned_off.includes(topic)
      const row = {
        language: language ?? now.language ?? 'en',
        turned_off: JSON.stringify(OWNER_TOPICS.filter((topic) => !isOn(topic))),
      }
      await control
        .insertInto('owner_mail_choice')
        .values({ account_id, ...row })
        .onConflict((conflict) => conflict.column('account_id').doUpdateSet(row))
        .execute()
      return choice(account_id)
    },
    tell,
    async tellDisk(host) {
      if (mail === null) return
      const people = await readDb
        .selectFrom('owner')
        .select(['id', 'email'])
        .where('administrator', '=', 1)
        .where('disabled_at', 'is', null)
        .execute()
      const facts = { topic: 'disk' as const, host }
      await mailTo(people, { kind: 'owner_notice', at: clock.now(), widget_id: null, widget: '', facts })
    },
    start() {
      if (mail === null) return
      closed = false
      cancel = clock.after(LOOK_MS, again)
    },
    async close() {
      closed = true
      cancel()
      await looking
    },
  }
}
