import { createHash } from 'node:crypto'
import { type NoticePushPayload, noticeTag } from '@imbachat/protocol/page/notice-push-payload'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { PushCall } from '../../notifications/push/push-services.ts'
import { type GivenSubscription, mustBeSubscription } from '../../notifications/push/subscriptions.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { TeamNotice } from '../mails.ts'

/** Seconds for which a push service keeps a notice for a browser that is off: later it is outdated. */
const TTL_SECONDS = 6 * 3_600

export interface TeamPushDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  secrets: Pick<Secrets, 'seal' | 'open'>
  /** public key with which browsers subscribe */
  publicKey: string
  call: PushCall
  /** The text of a notice, and the page of the dashboard where the problem is solved. */
  text(notice: PushedNotice): { title: string; body: string; link: string }
  /** push services on this machine may be called, without TLS */
  loopback: boolean
  clock: Clock
}

export type PushedNotice = Omit<TeamNotice, 'email'>

/** Notifications of the browsers in which people are signed in to the dashboard. Each ends with its session. */
export function createTeamPush(deps: TeamPushDeps) {
  const { control, readDb, secrets, publicKey, call, text, loopback, clock } = deps
  const purposeOf = (session_id: string) => `dashboard push ${session_id}`

  async function isOn(session_id: string): Promise<boolean> {
    const row = await readDb
      .selectFrom('owner_push')
      .select('session_id')
      .where('session_id', '=', session_id)
      .executeTakeFirst()
    return row !== undefined
  }

  async function turnOff(session_id: string): Promise<void> {
    await control.deleteFrom('owner_push').where('session_id', '=', session_id).execute()
  }

  /** The account's sessions that have not ended, with the browser of each. */
  async function browsersOf(account_id: string): Promise<{ session_id: string; sealed: string }[]> {
    return readDb
      .selectFrom('owner_push')
      .innerJoin('owner_session', 'owner_session.id', 'owner_push.session_id')
      .select(['owner_push.session_id', 'owner_push.sealed'])
      .where('owner_session.owner_id', '=', account_id)
      .where('owner_session.expires_at', '>', new Date(clock.now()).toISOString())
      .execute()
  }

  function opened(session_id: string, sealed: string): GivenSubscription | null {
    try {
      return JSON.parse(secrets.open(sealed, purposeOf(session_id))) as GivenSubscription
    } catch {
      // encrypted with a secret that was lost
      return null
    }
  }

  return {
    publicKey,
    isOn,
    turnOff,

    /** @throws ChatError invalid_field */
    async turnOn(session_id: string, subscription: GivenSubscription): Promise<void> {
      mustBeSubscription(subscription, loopback)
      const row = {
        endpoint_hash: createHash('sha256').update(subscription.endpoint).digest('base64url').slice(0, 22),
        sealed: secrets.seal(JSON.stringify(subscription), purposeOf(session_id)),
        created_at: clock.now(),
      }
      // removes the browser's earlier sessions, and all that have ended
      await control
        .deleteFrom('owner_push')
        .where((eb) =>
          eb.or([
            eb('endpoint_hash', '=', row.endpoint_hash),
            eb('session_id', 'not in', eb.selectFrom('owner_session').select('id')),
          ]),
        )
        .where('session_id', '<>', session_id)
        .execute()
      await control
        .insertInto('owner_push')
        .values({ session_id, ...row })
        .onConflict((conflict) => conflict.column('session_id').doUpdateSet(row))
        .execute()
    },

    async has(account_id: string): Promise<boolean> {
      return (await browsersOf(account_id)).length > 0
    },

    /** @returns false: no browser received it, and another try may succeed */
    async send(account_id: string, notice: PushedNotice): Promise<boolean> {
      const { title, body, link } = text(notice)
      const tag = noticeTag(notice.facts.topic, notice.widget_id)
      const payload: NoticePushPayload = {
        web_push: 8030,
        notification: { title, body, navigate: link, lang: notice.language, tag },
      }
      const browsers = await browsersOf(account_id)
      const outcomes = await Promise.all(
        browsers.map(async ({ session_id, sealed }) => {
          const to = opened(session_id, sealed)
          if (to === null) return { kind: 'gone' as const, session_id }
          const { kind } = await call(to, {
            text: JSON.stringify(payload),
            topic: createHash('sha256').update(`dashboard ${tag} ${session_id}`).digest('base64url').slice(0, 32),
            urgency: 'high',
            ttlSeconds: TTL_SECONDS,
          })
          return { kind, session_id }
        }),
      )
      for (const { kind, session_id } of outcomes) if (kind === 'gone') await turnOff(session_id)
      return outcomes.some(({ kind }) => kind === 'sent') || !outcomes.some(({ kind }) => kind === 'later')
    },
  }
}

export type TeamPush = ReturnType<typeof createTeamPush>
