import { expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import { sql } from 'kysely'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../../chat/clock.ts'
import { silentLog } from '../../../chat/log.ts'
import { openStore } from '../../index.ts'
import { startPostgresServer } from '../../testing/postgres-server.ts'

test('LIFE-20 MSG-1 MSG-5 WRITE-2 if PostgreSQL stops, acked messages stay, and writes get `server_busy`', async () => {
  const server = await startPostgresServer()
  const store = await openStore({ dataDir: '', databaseUrl: server.url, clock: systemClock, log: silentLog })
  const { id: widget_id } = await store.control
    .insertInto('widget')
    .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rooms = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const { room_id } = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: `${n}`, needAccess: false })
      return room_id
    }),
  )

  const acked = new Set<string>()
  let sending = true
  let refusals = 0
  /** Sends one message after another, each until it is acked, as a client's outbox does. */
  async function send(room_id: number): Promise<void> {
    for (let n = 0; sending; n++) {
      const message = { widget_id, room_id, sender_id: 'ann', client_id: `${n}`, text: 'hi', reply_to: null }
      for (;;) {
        try {
          const answer = await store.chat.appendMessage(message)
          if (answer.kind === 'refused') throw new Error(answer.reason)
          acked.add(`${room_id} ${answer.message.seq} ${answer.message.client_id}`)
          break
        } catch (error) {
          if (!(error instanceof ChatError) || error.code !== 'server_busy') throw error
          expect(error.retryAfterMs).toBeGreaterThan(0)
          refusals++
          await Bun.sleep(50)
        }
      }
    }
  }
  const ackedMore = async (more: number) => {
    const enough = acked.size + more
    await until(() => acked.size >= enough, `${more} more messages are acked`)
  }
  const senders = rooms.map(send)
  await ackedMore(200)
  for (let stop = 0; stop < 2; stop++) {
    await server.stopImmediately()
    if (stop === 0) await until(() => refusals >= 20, '20 refusals')
    const reading = await store.chat.roomCounts(widget_id, 'ann').catch((error: unknown) => error)
    expect(reading).toMatchObject({ code: 'server_busy' })
    await server.start()
    await ackedMore(200)
  }
  sending = false
  await Promise.all(senders)

  const stored = await store.readDb
    .selectFrom('message')
    .select(['room_id', 'seq', 'client_id'])
    .orderBy('seq')
    .execute()
  expect(new Set(stored.map((row) => `${row.room_id} ${row.seq} ${row.client_id}`))).toEqual(acked)
  for (const room_id of rooms) {
    const seqs = stored.filter((row) => row.room_id === room_id).map(({ seq }) => seq)
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  }
  const slow = store.readDb.connection().execute(async (connection) => {
    await sql`set statement_timeout = '50ms'`.execute(connection)
    return sql`select pg_sleep(10)`.execute(connection)
  })
  expect(await slow.catch((error: unknown) => error)).toMatchObject({ code: 'server_busy' })

  await store.close()
  await server.remove()
})
