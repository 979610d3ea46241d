import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'

export type ReplyToken = Database['reply_token']
export type MailReply = Database['mail_reply']

/** Milliseconds for which an expired token is kept, so that its user gets the right error. */
const KNOWN_MS = 60 * 86_400_000

/** Tokens of addresses for answers, and answers that came. */
export function createReplyRows({ control }: { control: Kysely<Database> }) {
  return {
    async addTokens(tokens: readonly ReplyToken[]): Promise<void> {
      await control
        .insertInto('reply_token')
        .values([...tokens])
        .execute()
    },

    /** Null: it was never made, or its user or room is gone. */
    async token(widget_id: number, hash: string): Promise<ReplyToken | null> {
      const row = await control
        .selectFrom('reply_token')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .where('hash', '=', hash)
        .executeTakeFirst()
      return row ?? null
    },

    async reply(widget_id: number, id: string): Promise<MailReply | null> {
      const row = await control
        .selectFrom('mail_reply')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .executeTakeFirst()
      return row ?? null
    },

    /** Stores the result of a mail. An existing row stays. */
    async keep(reply: MailReply): Promise<void> {
      await control
        .insertInto('mail_reply')
        .values(reply)
        .onConflict((conflict) => conflict.columns(['widget_id', 'id']).doNothing())
        .execute()
    },

    /** Ends an answer that waited, and erases its text. */
    async end(widget_id: number, id: string, state: MailReply['state']): Promise<void> {
      await control
        .updateTable('mail_reply')
        .set({ state, sealed: null })
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .execute()
    },

    /** Number of the user's mails that ended in this state since then. */
    async count(widget_id: number, user_id: string, state: MailReply['state'], since: number): Promise<number> {
      const { count } = await control
        .selectFrom('mail_reply')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('widget_id', '=', widget_id)
        .where('user_id', '=', user_id)
        .where('at', '>=', since)
        .where('state', '=', state)
        .executeTakeFirstOrThrow()
      return Number(count)
    },

    /** The mail came back. */
    async bounced(widget_id: number, log_id: string, problem: string): Promise<void> {
      await control
        .updateTable('notification_log')
        .set({ state: 'bounced', problem })
        .where('widget_id', '=', widget_id)
        .where('id', '=', log_id)
        .execute()
    },

    /** The user answered a mail. Only the first time counts. */
    async answered(widget_id: number, log_id: string, now: number): Promise<void> {
      await control
        .updateTable('notification_log')
        .set({ answered_at: now })
        .where('widget_id', '=', widget_id)
        .where('id', '=', log_id)
        .where('answered_at', 'is', null)
        .execute()
    },

    /** Removes what nobody can use any more, of all widgets. */
    async forget(now: number): Promise<void> {
      await control
        .deleteFrom('reply_token')
        .where('expires_at', '<', now - KNOWN_MS)
        .execute()
      await control.deleteFrom('mail_reply').where('expires_at', '<', now).execute()
    },
  }
}

export type ReplyRows = ReturnType<typeof createReplyRows>
