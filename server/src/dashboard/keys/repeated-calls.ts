import { ChatError } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Database } from '../../store/schema/schema.ts'

/** The answer of a call is stored for this long. */
const KEPT_MS = 24 * 3_600_000
/** A call that has not ended by then is taken for one whose server died. */
const ABANDONED_MS = 60_000

export interface Answer {
  status: number
  body: object
}

export interface RepeatedCall {
  widget_id: number
  /** of this caller alone */
  idempotencyKey: string
  /** hash of the whole call */
  request_hash: string
}

/** Carries a call out once for each idempotency key of a widget. */
export interface RepeatedCalls {
  /**
   * @returns the answer, and whether it is that of an earlier call
   * @throws ChatError idempotency_reused, idempotency_running, and what `act` throws: then the key is free again
   */
  once(call: RepeatedCall, act: () => Promise<Answer>): Promise<{ answer: Answer; isRepeated: boolean }>
}

/**
 * A call is stored before it runs, and its answer after it. If the server dies in between, the same call may be made
 * again after a minute. It then does not act twice, because the id of each stored row follows from the key.
 */
export function createRepeatedCalls({
  control,
  readDb,
  clock,
  log,
}: {
  control: Kysely<Database>
  readDb: Kysely<Database>
  clock: Clock
  log: Log
}): RepeatedCalls {
  /** @returns null: the call is this one's to carry out, under `run` */
  async function begin({ widget_id, idempotencyKey, request_hash }: RepeatedCall, run: string): Promise<Answer | null> {
    const now = clock.now()
    await control
      .deleteFrom('api_call')
      .where('widget_id', '=', widget_id)
      .where('started_at', '<', now - KEPT_MS)
      .execute()
    const added = await control
      .insertInto('api_call')
      .values({
        widget_id,
        key: idempotencyKey,
        request_hash,
        started_at: now,
        run,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('run')
      .execute()
    if (added.length > 0) return null
    const before = await readDb
      .selectFrom('api_call')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .where('key', '=', idempotencyKey)
      .executeTakeFirst()
    if (before === undefined) throw running()
    if (before.request_hash !== request_hash) {
      throw new ChatError('idempotency_reused', 'this Idempotency-Key came before with another call: take a new one', {
        field: 'Idempotency-Key',
      })
    }
    if (before.status !== null) return { status: before.status, body: JSON.parse(before.answer ?? '{}') as object }
    if (before.started_at > now - ABANDONED_MS) throw running()
    const taken = await control
      .updateTable('api_call')
      .set({ run, started_at: now })
      .where('widget_id', '=', widget_id)
      .where('key', '=', idempotencyKey)
      .where('run', '=', before.run)
      .where('status', 'is', null)
      .returning('run')
      .execute()
    if (taken.length === 0) throw running()
    return null
  }

  return {
    async once(call, act) {
      const run = crypto.randomUUID()
      const { widget_id, idempotencyKey } = call
      const before = await begin(call, run)
      if (before !== null) return { answer: before, isRepeated: true }
      const forget = () =>
        control
          .deleteFrom('api_call')
          .where('widget_id', '=', widget_id)
          .where('key', '=', idempotencyKey)
          .where('run', '=', run)
          .execute()
      const keep = ({ status, body }: Answer) =>
        control
          .updateTable('api_call')
          .set({ status, answer: JSON.stringify(body) })
          .where('widget_id', '=', widget_id)
          .where('key', '=', idempotencyKey)
          .where('run', '=', run)
          .execute()
      const failed = (error: unknown) => log.warn('how a call ended could not be stored', { widget_id, error })
      const answer = await act().catch(async (error: unknown) => {
        await forget().catch(failed)
        throw error
      })
      await keep(answer).catch(failed)
      return { answer, isRepeated: false }
    },
  }
}

const running = () =>
  new ChatError('idempotency_running', 'the first call with this Idempotency-Key is still being carried out', {
    field: 'Idempotency-Key',
    retryAfterMs: 1_000,
  })
