import { createHash } from 'node:crypto'
import type { Language } from '@imbachat/protocol/phrases/languages'
import { DEFAULT_USER_SETTINGS, type UserSettings } from '@imbachat/protocol/user-settings'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { SETTINGS_KEY, settingsOfRow } from '../../chat/own-state/own-item.ts'
import type { Widget } from '../../chat/widget.ts'
import type { Database } from '../../store/schema/schema.ts'

/** Users of one statement. */
const USERS = 500

/** The mails that a user got. */
export interface Mailed {
  /** null: nothing yet */
  sent_at: number | null
  /** since when `sent_in_day` is counted */
  day_at: number
  sent_in_day: number
}

const NOTHING: Mailed = { sent_at: null, day_at: 0, sent_in_day: 0 }

/** Addresses are not stored here: a hash is enough to see that the address is still the one that refused mail. */
const hashOf = (address: string): string =>
  createHash('sha256').update(address.trim().toLowerCase()).digest('base64url')

/** In which a user is mailed. */
export const languageOf = ({ language, spoken }: UserSettings, { settings }: Pick<Widget, 'settings'>): Language =>
  language === 'page' ? (spoken ?? settings.language ?? 'en') : language

/** Reads the data that mails need of their users. */
export function createMailRows({ control, readDb }: { control: Kysely<Database>; readDb: Kysely<Database> }) {
  async function settings(widget_id: number, user_id: string): Promise<UserSettings> {
    const row = await readDb
      .selectFrom('own_item')
      .select('value')
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .where('key', '=', SETTINGS_KEY)
      .executeTakeFirst()
    return { ...DEFAULT_USER_SETTINGS, ...settingsOfRow(row?.value ?? null) }
  }

  /** `isStopped`: it refused mail, so it gets none. null: the user has no address. */
  async function knownAddress(
    widget_id: number,
    user_id: string,
  ): Promise<{ email: string; isStopped: boolean } | null> {
    const row = await control
      .selectFrom('chat_user as u')
      .leftJoin('mail_recipient as r', (join) =>
        join.onRef('r.widget_id', '=', 'u.widget_id').onRef('r.user_id', '=', 'u.id'),
      )
      .select(['u.email', 'r.stopped_hash'])
      .where('u.widget_id', '=', widget_id)
      .where('u.id', '=', user_id)
      .executeTakeFirst()
    if (!row?.email) return null
    return { email: row.email, isStopped: row.stopped_hash === hashOf(row.email) }
  }

  return {
    settings,

    /** Those whose owners turned mails on, and which no node serves yet. */
    async widgets(): Promise<number[]> {
      const rows = await readDb
        .selectFrom('widget as w')
        .leftJoin('notifier as n', 'n.widget_id', 'w.id')
        .select('w.id')
        .where('w.settings', 'like', '%"mail":true%')
        .where('w.deleted_at', 'is', null)
        .where('n.widget_id', 'is', null)
        .execute()
      return rows.map(({ id }) => id)
    },

    /** A link of this mail was followed, for the first time or again. */
    async opened(widget_id: number, log_id: string, now: number): Promise<void> {
      await control
        .updateTable('notification_log')
        .set({ opened_at: now })
        .where('widget_id', '=', widget_id)
        .where('id', '=', log_id)
        .where('opened_at', 'is', null)
        .execute()
    },

    /** A link of this mail turned mails off, or on again. */
    async unsubscribed(widget_id: number, log_id: string, at: number | null): Promise<void> {
      await control
        .updateTable('notification_log')
        .set({ unsubscribed_at: at })
        .where('widget_id', '=', widget_id)
        .where('id', '=', log_id)
        .execute()
    },

    /** Those of these users who have an address that takes mail, and want mail. */
    async reachable(widget_id: number, user_ids: readonly string[]): Promise<Set<string>> {
      const found = new Set<string>()
      for (let from = 0; from < user_ids.length; from += USERS) {
        const rows = await readDb
          .selectFrom('chat_user as u')
          .leftJoin('mail_recipient as r', (join) =>
            join.onRef('r.widget_id', '=', 'u.widget_id').onRef('r.user_id', '=', 'u.id'),
          )
          .leftJoin('own_item as o', (join) =>
            join
              .onRef('o.widget_id', '=', 'u.widget_id')
              // a profile has the settings of its person
              .on(sql<SqlBool>`o.user_id = coalesce(u.profile_of, u.id)`)
              .on('o.key', '=', SETTINGS_KEY),
          )
          .select(['u.id', 'u.email', 'r.stopped_hash', 'o.value'])
          .where('u.widget_id', '=', widget_id)
          .where('u.id', 'in', user_ids.slice(from, from + USERS))
          .where('u.email', 'is not', null)
          .execute()
        for (const { id, email, stopped_hash, value } of rows) {
          if (email === null || settingsOfRow(value).mail === false) continue
          if (stopped_hash === null || stopped_hash !== hashOf(email)) found.add(id)
        }
      }
      return found
    },

    knownAddress,

    /** The user's address for mail; null: the user has no address, or it refuses mail. */
    async address(widget_id: number, user_id: string): Promise<string | null> {
      const known = await knownAddress(widget_id, user_id)
      return known === null || known.isStopped ? null : known.email
    },

    async mailed(widget_id: number, user_id: string): Promise<Mailed> {
      const row = await control
        .selectFrom('mail_recipient')
        .select(['sent_at', 'day_at', 'sent_in_day'])
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .executeTakeFirst()
      return row ?? NOTHING
    },

    async sent(widget_id: number, user_id: string, mailed: Mailed): Promise<void> {
      await control
        .insertInto('mail_recipient')
        .values({ widget_id, user_id, ...mailed, stopped_hash: null })
        // an address that took mail is not stopped any more
        .onConflict((conflict) =>
          conflict.columns(['widget_id', 'user_id']).doUpdateSet({ ...mailed, stopped_hash: null }),
        )
        .execute()
    },

    /** An address that refused mail gets it again. */
    async resume(widget_id: number, user_id: string): Promise<void> {
      await control
        .updateTable('mail_recipient')
        .set({ stopped_hash: null })
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .execute()
    },

    /** No mail is sent to this address again. Another one of the user gets it. */
    async stop(widget_id: number, user_id: string, address: string): Promise<void> {
      const stopped_hash = hashOf(address)
      await control
        .insertInto('mail_recipient')
        .values({ widget_id, user_id, ...NOTHING, stopped_hash })
        .onConflict((conflict) => conflict.columns(['widget_id', 'user_id']).doUpdateSet({ stopped_hash }))
        .execute()
    },
  }
}

export type MailRows = ReturnType<typeof createMailRows>
