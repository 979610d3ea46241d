import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'

/** Run by the crash test: writes as fast as possible and prints each ack, until the test kills it. */
const [dataDir = '', round = ''] = process.argv.slice(2)
const { chat, control } = await openStore({ dataDir, clock: systemClock, log: silentLog })
await control
  .insertInto('widget')
  .values({ id: 1, name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
  .onConflict((conflict) => conflict.column('id').doNothing())
  .execute()
const { room_id } = await chat.openDialog({ widget_id: 1, user_id: 'ann', peer_id: 'bob', needAccess: false })

async function write(writer: number): Promise<never> {
  for (let count = 0; ; count++) {
    const client_id = `${round}-${writer}-${count}`
    const message = {
      widget_id: 1,
      room_id,
      sender_id: writer % 2 ? 'ann' : 'bob',
      client_id,
      text: client_id,
      reply_to: null,
    }
    const outcome = await chat.appendMessage(message)
    if (outcome.kind !== 'appended') throw new Error(`not appended: ${outcome.kind}`)
    process.stdout.write(`${outcome.message.seq} ${client_id}\n`)
  }
}

await Promise.all(Array.from({ length: 30 }, (_, writer) => write(writer)))
