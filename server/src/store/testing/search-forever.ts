import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { openSearch } from '../search/open-search.ts'

/**
 * Run by the crash test of the search: writes and indexes as fast as possible and prints each ack, until the test kills
 * it.
 */
const [dataDir = ''] = process.argv.slice(2)
const where = { dataDir, databaseUrl: process.env.DATABASE_URL }
const { chat, control } = await openStore({ ...where, clock: systemClock, log: silentLog })
const search = await openSearch({ ...where, log: silentLog, atFullSpeed: true })
await control
  .insertInto('widget')
  .values({ id: 1, name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
  .onConflict((conflict) => conflict.column('id').doNothing())
  .execute()
const { room_id } = await chat.openDialog({ widget_id: 1, user_id: 'ann', peer_id: 'bob', needAccess: false })

async function write(): Promise<never> {
  for (;;) {
    const message = {
      widget_id: 1,
      room_id,
      sender_id: 'ann',
      client_id: crypto.randomUUID(),
      text: 'word',
      reply_to: null,
    }
    const outcome = await chat.appendMessage(message)
    if (outcome.kind !== 'appended') throw new Error(`not appended: ${outcome.kind}`)
    search.changed(1, room_id)
    process.stdout.write(`${outcome.message.seq}\n`)
  }
}

await Promise.all(Array.from({ length: 10 }, () => write()))
