import { ChatError } from '@imbachat/protocol'
import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import { TEST_USERS, type TestUser } from '@imbachat/protocol/http/widget/test-users'
import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import { hs256 } from '../../chat/identity/hs256.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { putSiteUser } from '../../chat/users/put-site-user.ts'
import type { People } from '../../moderation/people/people.ts'
import type { Database } from '../../store/schema/schema.ts'
import { noSuchWidget } from '../widgets/scope.ts'
import type { Widgets } from '../widgets/widgets.ts'

/** A window that is open longer is opened again from the dashboard. */
const TOKEN_SECONDS = 3600

const NAMES = {
  en: ['Anna (test user)', 'Max (test user)'],
  ru: ['Анна (тестовый пользователь)', 'Максим (тестовый пользователь)'],
} as const satisfies Record<MailLanguage, readonly [string, string]>

/** Two users with whom an owner tries the chat while the site has no users yet. */
export interface TestUsers {
  list(widget_id: number): Promise<{ users: TestUser[]; removing: boolean }>
  /** @throws ChatError conflict: they are being erased */
  open(widget_id: number, language: MailLanguage): Promise<{ user_id: string; name: string; token: string }[]>
  /** @returns the number of removed users */
  remove(actor: DashboardPrincipal, widget_id: number): Promise<number>
}

interface Deps {
  chat: Pick<ChatDeps, 'store' | 'users' | 'bus'>
  widgets: Pick<Widgets, 'find'>
  people: Pick<People, 'erase'>
  readDb: Kysely<Database>
  clock: Clock
}

export function createTestUsers({ chat, widgets, people, readDb, clock }: Deps): TestUsers {
  async function known(widget_id: number) {
    const ends = await Promise.all(TEST_USERS.map((user_id) => chat.store.erasedAt(widget_id, user_id)))
    const erased = ends.includes(Number.POSITIVE_INFINITY)
    return { users: erased ? [] : await chat.store.users(widget_id, TEST_USERS), erased }
  }

  return {
    async list(widget_id) {
      const { users, erased } = await known(widget_id)
      const room_id = users.length === 0 ? null : await chat.store.dialogOf(widget_id, ...TEST_USERS)
      const firsts =
        room_id === null
          ? []
          : await readDb
              .selectFrom('message')
              .select(({ fn }) => ['sender_id', fn.min('created_at').as('at')])
              .where('widget_id', '=', widget_id)
              .where('room_id', '=', room_id)
              .where('sender_id', 'in', [...TEST_USERS])
              .groupBy('sender_id')
              .execute()
      const firstOf = (user_id: string) => firsts.find(({ sender_id }) => sender_id === user_id)?.at ?? null
      const views = users.map(({ user_id, name }) => ({ user_id, name, first_message_at: numberOf(firstOf(user_id)) }))
      return { users: views.sort((a, b) => (a.user_id < b.user_id ? -1 : 1)), removing: erased }
    },

    async open(widget_id, language) {
      const widget = await widgets.find(widget_id)
      const [key] = widget?.secretKeys ?? []
      if (key === undefined) throw noSuchWidget(widget_id)
      if ((await known(widget_id)).erased) {
        throw new ChatError('conflict', 'The test users are being removed: try again in a minute.')
      }
      for (const [index, user_id] of TEST_USERS.entries()) {
        await putSiteUser(chat, { widget_id, user_id }, { name: NAMES[language][index] })
      }
      const [user_id, peer_id] = TEST_USERS
      // the widget's rule about who may begin a dialog is the site's; here the owner begins it
      const { room_id, membersChanged } = await chat.store.openDialog({
        ...{ widget_id, user_id, peer_id },
        needAccess: false,
        bySite: true,
      })
      if (membersChanged) chat.bus.publish({ t: 'room', widget_id, room_id, user_ids: [...TEST_USERS], last_rev: 0 })
      const now = Math.floor(clock.now() / 1000)
      return TEST_USERS.map((id, index) => ({
        user_id: id,
        name: NAMES[language][index] ?? id,
        token: tokenOf(id, key, now),
      }))
    },

    async remove(actor, widget_id) {
      const { users } = await known(widget_id)
      for (const { user_id } of users) await people.erase(actor, { widget_id, user_id }, user_id)
      return users.length
    },
  }
}

/** A token as the site would sign it, so that the test shows what the site's users get. */
function tokenOf(user_id: string, secretKey: string, now: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { user_id, iat: now, exp: now + TOKEN_SECONDS }
  const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`
  return `${signed}.${hs256(signed, secretKey).toString('base64url')}`
}

/** PostgreSQL gives the least of a column of 8 bytes as text. */
const numberOf = (value: unknown): number | null => (value === null ? null : Number(value))
