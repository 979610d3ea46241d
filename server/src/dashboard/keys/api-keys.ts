import { randomInt } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { ApiScope } from '@imbachat/protocol/http/api/api-scopes'
import { API_KEY_PREFIX, type ApiKeyView } from '@imbachat/protocol/http/widget/api-keys'
import type { Kysely, Selectable } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { Log } from '../../chat/log.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { ApiPrincipal, DashboardPrincipal } from '../../chat/principal.ts'
import type { Limits } from '../../config/limits.ts'
import { emailsOf } from '../../moderation/people/emails.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { endUnreadLog } from '../../webhooks/webhooks.ts'

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** 238 random bits. */
const SECRET_CHARS = 40
const SECRET = new RegExp(`^${API_KEY_PREFIX}[A-Za-z0-9]{${SECRET_CHARS}}$`)
/** Characters that the team sees of a key later. */
const START_CHARS = API_KEY_PREFIX.length + 4
const DAY_MS = 86_400_000
/** A use is stored again only after this time. */
const USED_AGAIN_MS = 60_000
/** Keys in the list: those that work are at most `API_KEYS_PER_WIDGET`. */
const LISTED = 200

export interface ApiKeys {
  list(widget_id: number): Promise<ApiKeyView[]>
  /**
   * `user_id`: a bot, as which alone the key acts.
   * @throws ChatError conflict: the widget has as many keys as it may have
   */
  create(
    actor: DashboardPrincipal,
    widget_id: number,
    key: { name: string; scopes: readonly ApiScope[]; days: number | null; user_id?: string | undefined },
  ): Promise<{ key: ApiKeyView; secret: string }>
  /** A revoked key stays in the list. Doing it again changes nothing. @throws ChatError not_found */
  revoke(widget_id: number, key_id: string): Promise<ApiKeyView>
  /**
   * Reads the key from the store at each call, so that a revoked key ends at once on all nodes.
   * @returns null: the key does not exist, or has ended
   */
  open(secret: string): Promise<ApiPrincipal | null>
}

interface ApiKeysDeps {
  store: Pick<ChatStore, 'keepEvents'>
  control: Kysely<Database>
  readDb: Kysely<Database & OwnerTables>
  clock: Clock
  log: Log
  limits: Pick<Limits, 'API_KEYS_PER_WIDGET'>
}

type ApiKeyRow = Selectable<Database['api_key']>

export function createApiKeys({ store, control, readDb, clock, log, limits }: ApiKeysDeps): ApiKeys {
  const most = limits.API_KEYS_PER_WIDGET

  async function views(rows: readonly ApiKeyRow[]): Promise<ApiKeyView[]> {
    const emails = await emailsOf(
      readDb,
      rows.map((row) => row.made_by),
    )
    return rows.map(({ id, name, start, scopes, created_at, made_by, expires_at, revoked_at, used_at, user_id }) => ({
      key_id: id,
      name,
      start,
      scopes: JSON.parse(scopes) as ApiScope[],
      created_at,
      created_by: emails(made_by),
      expires_at,
      revoked_at,
      used_at,
      user_id,
    }))
  }

  async function one(widget_id: number, key_id: string): Promise<ApiKeyView> {
    const row = await readDb
      .selectFrom('api_key')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .where('id', '=', key_id)
      .executeTakeFirst()
    if (!row) throw new ChatError('not_found', `there is no API key ${key_id}`, { field: 'key_id' })
    const [view] = await views([row])
    return view as ApiKeyView
  }

  /** @throws ChatError conflict. Requests of the same moment may pass it by one each. */
  async function mustHaveRoom(widget_id: number): Promise<void> {
    if (most === 0) return
    const { count } = await readDb
      .selectFrom('api_key')
      .where('widget_id', '=', widget_id)
      .where('revoked_at', 'is', null)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', clock.now())]))
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) < most) return
    throw new ChatError('conflict', `a widget has at most ${most} API keys that work: revoke one first`)
  }

  /** Not waited for: a call does not fail, or take longer, because its key's last use could not be stored. */
  function noteUse({ widget_id, id, used_at }: Pick<ApiKeyRow, 'widget_id' | 'id' | 'used_at'>): void {
    const now = clock.now()
    if (used_at !== null && Math.abs(now - used_at) < USED_AGAIN_MS) return
    void control
      .updateTable('api_key')
      .set({ used_at: now })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .execute()
      .catch((error: unknown) => log.warn('the use of an API key could not be stored', { widget_id, error }))
  }

  return {
    async list(widget_id) {
      const rows = await readDb
        .selectFrom('api_key')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .limit(LISTED)
        .execute()
      return views(rows)
    },
    async create({ account_id }, widget_id, { name, scopes, days, user_id = null }) {
      await mustHaveRoom(widget_id)
      // before the key is there: its first reading has all since then
      if (scopes.includes('events:read')) await store.keepEvents({ widget_id, keep: true })
      const secret = freshSecret()
      const now = clock.now()
      const id = Bun.randomUUIDv7()
      await control
        .insertInto('api_key')
        .values({
          widget_id,
          id,
          name,
          secret_hash: hashOfToken(secret),
          start: secret.slice(0, START_CHARS),
          scopes: JSON.stringify(scopes),
          created_at: now,
          made_by: account_id,
          expires_at: days === null ? null : now + days * DAY_MS,
          user_id,
        })
        .execute()
      return { key: await one(widget_id, id), secret }
    },
    async revoke(widget_id, key_id) {
      await control
        .updateTable('api_key')
        .set({ revoked_at: clock.now() })
        .where('widget_id', '=', widget_id)
        .where('id', '=', key_id)
        .where('revoked_at', 'is', null)
        .execute()
      const key = await one(widget_id, key_id)
      if (key.scopes.includes('events:read')) await endUnreadLog({ control, events: store, clock }, widget_id)
      return key
    },
    async open(secret) {
      if (!SECRET.test(secret)) return null
      const row = await readDb
        .selectFrom('api_key')
        .innerJoin('widget', 'widget.id', 'api_key.widget_id')
        .select(['api_key.widget_id', 'api_key.id', 'api_key.name', 'api_key.scopes', 'api_key.used_at'])
        .select('api_key.user_id')
        .where('api_key.secret_hash', '=', hashOfToken(secret))
        .where('api_key.revoked_at', 'is', null)
        .where((eb) => eb.or([eb('api_key.expires_at', 'is', null), eb('api_key.expires_at', '>', clock.now())]))
        .where('widget.deleted_at', 'is', null)
        .executeTakeFirst()
      if (!row) return null
      noteUse(row)
      const { widget_id, id: key_id, name, scopes, user_id } = row
      return { kind: 'site', widget_id, key: { key_id, name, scopes: JSON.parse(scopes) as ApiScope[], user_id } }
    },
  }
}

const freshSecret = (): string =>
  API_KEY_PREFIX + Array.from({ length: SECRET_CHARS }, () => ALPHANUMERIC[randomInt(ALPHANUMERIC.length)]).join('')
