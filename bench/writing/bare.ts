import { join } from 'node:path'
import { Client } from 'pg'
import type { AppendMessage } from '../../server/src/chat/ports.ts'
import { openWriterConnection, tuneForWrites } from '../../server/src/store/sqlite/connection.ts'

/** Rows per commit; also the limit of the server's writer. */
export const ROWS_A_COMMIT = 2_000

const COLUMNS = 'widget_id, room_id, seq, rev, client_id, sender_id, text, created_at'

/** Writes rows into the message table, in commits of 2,000. It knows every `seq` beforehand and checks nothing. */
export interface BareWriter {
  write(messages: readonly AppendMessage[]): Promise<void>
}

/** Numbers messages of rooms that nothing else writes to. */
function numbering(): (roomId: number) => number {
  const last = new Map<number, number>()
  return (roomId) => {
    const seq = (last.get(roomId) ?? 0) + 1
    last.set(roomId, seq)
    return seq
  }
}

export function bareSqlite(dataDir: string): BareWriter {
  const db = openWriterConnection(join(dataDir, 'imbachat.sqlite'))
  tuneForWrites(db)
  const insert = db.prepare(`insert into message (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)`)
  const next = numbering()
  return {
    async write(messages) {
      db.run('begin immediate')
      for (const { widget_id, room_id, client_id, sender_id, text } of messages) {
        const seq = next(room_id)
        insert.run(widget_id, room_id, seq, seq, client_id, sender_id, text, Date.now())
      }
      db.run('commit')
    },
  }
}

export async function barePostgres(url: string): Promise<BareWriter> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const next = numbering()
  const insert = {
    name: 'bare insert',
    text:
      `insert into message (${COLUMNS}) select * from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], ` +
      '$5::text[], $6::text[], $7::text[], $8::bigint[])',
  }
  return {
    async write(messages) {
      const seqs = messages.map(({ room_id }) => next(room_id))
      const columns = [
        messages.map((message) => message.widget_id),
        messages.map((message) => message.room_id),
        seqs,
        seqs,
        messages.map((message) => message.client_id),
        messages.map((message) => message.sender_id),
        messages.map((message) => message.text),
        messages.map(() => Date.now()),
      ]
      await client.query({ ...insert, values: columns })
    },
  }
}
