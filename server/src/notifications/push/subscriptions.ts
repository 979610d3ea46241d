import { createHash, ECDH, randomBytes } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import { type Language, languages } from '@imbachat/protocol/phrases/languages'
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'
import type { BrowserKeys } from './encrypt.ts'

/** A browser's subscription, as it gives it. */
export interface GivenSubscription {
  endpoint: string
  keys: BrowserKeys
}

/** A browser that gets a user's notifications. */
export interface Subscription extends GivenSubscription {
  widget_id: number
  id: string
  user_id: string
  /** where a click leads; null: the widget's first site */
  page: string | null
  language: Language
  signed_with: string
  signed_at: number
  failing_since: number | null
}

/** The user of a browser, and the sign-in whose end ends the subscription. */
export interface SignedIn {
  widget_id: number
  user_id: string
  signed_with: string
  signed_at: number
}

export interface NewSubscription extends GivenSubscription {
  /** of 128 random bits: the browser's own secret */
  device: string
  page: string | null
  language: Language
  name: string
}

type Row = Selectable<Database['push_subscription']>

/** Users whose rows one statement asks for. */
const USERS = 500

/** Who has the browsers of a user: the user, or the person who speaks for this profile. */
const personOf = (widget_id: number, user_id: string) =>
  sql<string>`coalesce((select profile_of from chat_user where widget_id = ${widget_id} and id = ${user_id}), ${user_id})`

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22)

/** The id of a device, by the name that only its browser knows. */
export const deviceId = (device: string): string => hashed(device)

const purposeOf = ({ widget_id, id }: Pick<Row, 'widget_id' | 'id'>) => `push subscription ${widget_id} ${id}`

export interface SubscriptionsDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  secrets: Pick<Secrets, 'seal' | 'open'>
  now(): number
}

/** Rows of subscriptions and of tickets for making one. */
export function createSubscriptions({ control, readDb, secrets, now }: SubscriptionsDeps) {
  function subscriptionOf(row: Row): Subscription | null {
    const { widget_id, id, user_id, signed_with, signed_at, failing_since } = row
    const language = languages.find((one) => one === row.language) ?? 'en'
    try {
      const sealed = JSON.parse(secrets.open(row.sealed, purposeOf(row))) as GivenSubscription & { page: string | null }
      return { widget_id, id, user_id, signed_with, signed_at, failing_since, language, ...sealed }
    } catch {
      // sealed with a secret that was lost
      return null
    }
  }

  const remove = async (widget_id: number, id: string): Promise<void> => {
    await control.deleteFrom('push_subscription').where('widget_id', '=', widget_id).where('id', '=', id).execute()
  }

  return {
    remove,

    /** Stores the browser's row. It replaces the browser's old row and all others with the same address. */
    async put(signedIn: SignedIn, given: NewSubscription, most: number): Promise<void> {
      const { widget_id, user_id } = signedIn
      const { endpoint, keys, page, language, name } = given
      const id = deviceId(given.device)
      const row = {
        ...signedIn,
        id,
        endpoint_hash: hashed(endpoint),
        sealed: secrets.seal(JSON.stringify({ endpoint, keys, page }), purposeOf({ widget_id, id })),
        language,
        name,
        created_at: now(),
        used_at: null,
        failing_since: null,
      }
      await control
        .deleteFrom('push_subscription')
        .where('widget_id', '=', widget_id)
        .where('endpoint_hash', '=', row.endpoint_hash)
        .where('id', '<>', id)
        .execute()
      const { widget_id: _, id: __, ...values } = row
      await control
        .insertInto('push_subscription')
        .values(row)
        .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doUpdateSet(values))
        .execute()
      const others = (await this.listed(widget_id, user_id)).filter((other) => other.id !== id)
      for (const other of others.slice(Math.max(0, most - 1))) await remove(widget_id, other.id)
    },

    /** The browser has another address now. False: it has no row. */
    async renew(widget_id: number, device: string, { endpoint, keys }: GivenSubscription): Promise<boolean> {
      const id = deviceId(device)
      const row = await readDb
        .selectFrom('push_subscription')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .executeTakeFirst()
      const before = row && subscriptionOf(row)
      if (!before) return false
      const sealed = secrets.seal(JSON.stringify({ endpoint, keys, page: before.page }), purposeOf(before))
      const { numUpdatedRows } = await control
        .updateTable('push_subscription')
        .set({ sealed, endpoint_hash: hashed(endpoint), failing_since: null })
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    /** The user has signed in on this browser again. */
    async confirm({ widget_id, user_id, ...signed }: SignedIn, id: string): Promise<void> {
      await control
        .updateTable('push_subscription')
        .set(signed)
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .where('user_id', '=', user_id)
        .execute()
    },

    /** The subscriptions that can be decrypted; the others are removed. A profile has the browsers of its person. */
    async ofUser(widget_id: number, user_id: string): Promise<Subscription[]> {
      const rows = await readDb
        .selectFrom('push_subscription')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', personOf(widget_id, user_id))
        .execute()
      const read = rows.map(subscriptionOf)
      for (const [index, one] of read.entries()) {
        const row = rows[index]
        if (one === null && row) await remove(widget_id, row.id)
      }
      return read.filter((one) => one !== null)
    },

    /** The fields that their user sees, the newest first. */
    listed(widget_id: number, user_id: string) {
      return readDb
        .selectFrom('push_subscription')
        .select(['id', 'name', 'created_at', 'used_at'])
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .orderBy('created_at', 'desc')
        .execute()
    },

    async has(widget_id: number): Promise<boolean> {
      const row = await readDb
        .selectFrom('push_subscription')
        .select('id')
        .where('widget_id', '=', widget_id)
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },

    /** The users among these who have a browser, or whose person has one. */
    async reachable(widget_id: number, user_ids: readonly string[]): Promise<Set<string>> {
      const found = new Set<string>()
      for (let from = 0; from < user_ids.length; from += USERS) {
        const rows = await readDb
          .selectFrom('chat_user as u')
          .innerJoin('push_subscription as s', (join) =>
            join.onRef('s.widget_id', '=', 'u.widget_id').on(sql<SqlBool>`s.user_id = coalesce(u.profile_of, u.id)`),
          )
          .select('u.id')
          .distinct()
          .where('u.widget_id', '=', widget_id)
          .where('u.id', 'in', user_ids.slice(from, from + USERS))
          .execute()
        for (const { id } of rows) found.add(id)
      }
      return found
    },

    /** @param id null: all of the user's */
    async removeOf(widget_id: number, user_id: string, id: string | null): Promise<void> {
      await control
        .deleteFrom('push_subscription')
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .$if(id !== null, (query) => query.where('id', '=', id ?? ''))
        .execute()
    },

    async reached(widget_id: number, id: string): Promise<void> {
      await control
        .updateTable('push_subscription')
        .set({ used_at: now(), failing_since: null })
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .execute()
    },

    async failing(widget_id: number, id: string): Promise<void> {
      await control
        .updateTable('push_subscription')
        .set({ failing_since: now() })
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .where('failing_since', 'is', null)
        .execute()
    },

    /** Makes a ticket. Older ones of the user, and those that have expired, are removed. */
    async ticket(signedIn: SignedIn, page: string | null, expires_at: number): Promise<string> {
      const { widget_id, user_id } = signedIn
      const ticket = randomBytes(24).toString('base64url')
      await control
        .deleteFrom('push_ticket')
        .where('widget_id', '=', widget_id)
        .where((eb) => eb.or([eb('user_id', '=', user_id), eb('expires_at', '<=', now())]))
        .execute()
      await control
        .insertInto('push_ticket')
        .values({ ...signedIn, page, expires_at, hash: hashed(ticket) })
        .execute()
      return ticket
    },

    /** Uses a ticket up. null: it is not the widget's, was used, or has expired. */
    async takeTicket(widget_id: number, ticket: string): Promise<(SignedIn & { page: string | null }) | null> {
      const row = await control
        .deleteFrom('push_ticket')
        .where('widget_id', '=', widget_id)
        .where('hash', '=', hashed(ticket))
        .returning(['user_id', 'page', 'signed_with', 'signed_at', 'expires_at'])
        .executeTakeFirst()
      if (row === undefined || row.expires_at <= now()) return null
      const { expires_at: _, ...ofTicket } = row
      return { widget_id, ...ofTicket }
    },
  }
}

export type Subscriptions = ReturnType<typeof createSubscriptions>

/** @throws ChatError invalid_field */
export function mustBeSubscription({ endpoint, keys }: GivenSubscription, loopback: boolean): void {
  mustBePushAddress(endpoint, loopback)
  mustBePoint(keys.p256dh)
}

/** @throws ChatError invalid_field. Egress refuses addresses inside the server's own network. */
function mustBePushAddress(endpoint: string, loopback: boolean): void {
  const url = URL.parse(endpoint)
  const isRight = url !== null && (url.protocol === 'https:' || (loopback && url.protocol === 'http:'))
  if (isRight && url.username === '' && url.password === '') return
  const field = 'subscription.endpoint'
  throw new ChatError('invalid_field', `${field}: must be an https address without a password`, { field })
}

/** @throws ChatError invalid_field */
function mustBePoint(p256dh: string): void {
  try {
    ECDH.convertKey(Buffer.from(p256dh, 'base64url'), 'prime256v1')
  } catch {
    const field = 'subscription.keys.p256dh'
    throw new ChatError('invalid_field', `${field}: must be a point of P-256`, { field })
  }
}
