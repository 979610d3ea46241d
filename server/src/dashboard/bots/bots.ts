import { ChatError } from '@imbachat/protocol'
import type { BotView } from '@imbachat/protocol/http/api/api-bots'
import { BOT_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import type { BotReceives } from '@imbachat/protocol/users/user'
import type { Kysely, Selectable } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { standingOf } from '../../chat/own-state/own-item.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { missing } from '../../chat/refusals.ts'
import { putSiteUser } from '../../chat/users/put-site-user.ts'
import { placeholderUser } from '../../chat/users/user-card.ts'
import type { Limits } from '../../config/limits.ts'
import type { People } from '../../moderation/people/people.ts'
import { standingAt } from '../../moderation/restrictions/standing.ts'
import type { Database } from '../../store/schema/schema.ts'
import type { ApiKeys } from '../keys/api-keys.ts'

/** An undefined field stays; null clears it. */
export interface BotChange {
  name?: string | undefined
  avatar_url?: string | null | undefined
  profile_url?: string | null | undefined
  badge?: string | null | undefined
  receives?: BotReceives | undefined
}

interface OfBot {
  widget_id: number
  user_id: string
}

/** Users of a widget that are programs, and their keys. */
export interface Bots {
  list(
    widget_id: number,
    page: { limit: number; cursor?: string | undefined },
  ): Promise<{ bots: BotView[]; next: string | null }>
  /** @throws ChatError conflict: the id is a person's, or there are too many; invalid_field: a new bot needs a name */
  put(bot: OfBot, change: BotChange): Promise<{ bot: BotView; created: boolean }>
  /**
   * `replace`: its other keys, tokens and connections end.
   * @throws ChatError user_unknown, conflict: the widget has as many keys as it may have
   */
  createKey(
    actor: DashboardPrincipal,
    bot: OfBot,
    input: { days: number | null; replace: boolean },
  ): Promise<{ key_id: string; key: string; expires_at: number | null }>
  /** Ends its keys, tokens and connections. @throws ChatError user_unknown */
  revokeKeys(bot: OfBot): Promise<{ revoked: number }>
}

const places = cursorOf('text')

export function createBots({
  chat,
  apiKeys,
  people,
  control,
  readDb,
  clock,
  limits,
}: {
  chat: Pick<ChatDeps, 'store' | 'users' | 'bus'>
  apiKeys: Pick<ApiKeys, 'create' | 'revoke'>
  people: Pick<People, 'endSessions'>
  control: Kysely<Database>
  readDb: Kysely<Database>
  clock: Clock
  limits: Pick<Limits, 'BOTS_PER_WIDGET'>
}): Bots {
  const working = (widget_id: number, user_ids: readonly string[]) =>
    readDb
      .selectFrom('api_key')
      .where('widget_id', '=', widget_id)
      .where('user_id', 'in', [...user_ids])
      .where('revoked_at', 'is', null)
      .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', clock.now())]))

  async function views(
    widget_id: number,
    rows: readonly Pick<
      Selectable<Database['chat_user']>,
      'id' | 'name' | 'avatar_url' | 'bot' | 'standing' | 'last_seen_at'
    >[],
  ): Promise<BotView[]> {
    const ids = rows.map(({ id }) => id)
    const keys = ids.length === 0 ? [] : await working(widget_id, ids).select(['user_id', 'used_at']).execute()
    return rows.map(({ id, name, avatar_url, bot, standing, last_seen_at }) => {
      const own = keys.filter(({ user_id }) => user_id === id)
      return {
        ...{ user_id: id, name, avatar_url },
        receives: bot ?? 'mentions',
        keys: own.length,
        paused: standingAt(standingOf(standing), clock.now()).ban !== null,
        active_at: Math.max(last_seen_at ?? 0, ...own.map(({ used_at }) => used_at ?? 0)) || null,
      }
    })
  }

  /** @throws ChatError conflict. Requests of the same moment may pass it by one each. */
  async function mustHaveRoom(widget_id: number): Promise<void> {
    const { count } = await readDb
      .selectFrom('chat_user')
      .where('widget_id', '=', widget_id)
      // leads SQLite to the index of bots, as in `botsInRoom`
      .where('id', '>=', '')
      .where('bot', 'is not', null)
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    if (Number(count) < limits.BOTS_PER_WIDGET) return
    throw new ChatError('conflict', `a widget has at most ${limits.BOTS_PER_WIDGET} bots: delete one first`)
  }

  const rowsOf = (widget_id: number) =>
    readDb
      .selectFrom('chat_user')
      .select(['id', 'name', 'avatar_url', 'bot', 'standing', 'last_seen_at'])
      .where('widget_id', '=', widget_id)
      .where('bot', 'is not', null)

  async function one({ widget_id, user_id }: OfBot): Promise<BotView> {
    const rows = await rowsOf(widget_id).where('id', '=', user_id).execute()
    const [view] = await views(widget_id, rows)
    if (view) return view
    throw missing('bot', user_id)
  }

  /** Before it has a name: a person can't take the id in between. @throws ChatError conflict */
  async function reserve({ widget_id, user_id }: OfBot, bot: BotReceives): Promise<void> {
    const { name } = placeholderUser(user_id)
    const now = clock.now()
    await control
      .insertInto('chat_user')
      .values({
        ...{ widget_id, id: user_id, name, bot },
        ...{ avatar_url: null, profile_url: null, badge: null, email: null, role: 'user' },
        ...{ profiles: '{}', permissions: null, extra: '{}', folded: '' },
        ...{ last_login_at: null, synced_at: null, last_seen_at: null, first_seen_at: now },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await control
      .selectFrom('chat_user')
      .select('bot')
      .where('widget_id', '=', widget_id)
      .where('id', '=', user_id)
      .executeTakeFirst()
    if (row?.bot == null) {
      throw new ChatError('conflict', `user_id: ${user_id} is a person, not a bot`, { field: 'user_id' })
    }
  }

  return {
    async list(widget_id, { limit, cursor }) {
      const found = await rowsOf(widget_id)
        .$if(cursor !== undefined, (query) => query.where('id', '>', places.read(cursor ?? '')[0]))
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      const { page, next } = pageOf(found, limit, ({ id }) => places.write(id))
      return { bots: await views(widget_id, page), next }
    },

    async put(bot, { receives, ...change }) {
      const [before] = await chat.store.users(bot.widget_id, [bot.user_id])
      if (change.name === undefined && before?.synced_at == null) {
        throw new ChatError('invalid_field', 'name: is required for a new bot', { field: 'name' })
      }
      if (before === undefined) await mustHaveRoom(bot.widget_id)
      await reserve(bot, receives ?? 'mentions')
      if (receives !== undefined) {
        await control
          .updateTable('chat_user')
          .set({ bot: receives })
          .where('widget_id', '=', bot.widget_id)
          .where('id', '=', bot.user_id)
          .execute()
      }
      await putSiteUser(chat, bot, change)
      return { bot: await one(bot), created: before === undefined }
    },

    async createKey(actor, { widget_id, user_id }, { days, replace }) {
      const { name } = await one({ widget_id, user_id })
      const others = replace ? await working(widget_id, [user_id]).select('id').execute() : []
      const { key, secret } = await apiKeys.create(actor, widget_id, { name, scopes: BOT_SCOPES, days, user_id })
      for (const { id } of others) await apiKeys.revoke(widget_id, id)
      if (replace) await people.endSessions({ widget_id, user_id })
      return { key_id: key.key_id, key: secret, expires_at: key.expires_at }
    },

    async revokeKeys(bot) {
      await one(bot)
      const keys = await working(bot.widget_id, [bot.user_id]).select('id').execute()
      for (const { id } of keys) await apiKeys.revoke(bot.widget_id, id)
      await people.endSessions(bot)
      return { revoked: keys.length }
    },
  }
}
