import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { messageOf } from '../../error-message.ts'
import { migrations } from '../migrations/index.ts'
import { TABLES, type TableName } from '../schema/tables.ts'
import type { BackupEnd, BackupHead, BackupTable } from './backup.ts'
import { ROWS_AT_A_TIME, type Row } from './rows.ts'

/**
 * Reads the rows of a backup in an order in which they can be stored. The caller must be able to undo storing them:
 * only the end of the file shows whether it is complete.
 * @throws Error if the file is not a backup, is one of a newer server, or is incomplete or changed
 */
export async function* readBackup(path: string): AsyncGenerator<{ table: TableName; rows: Row[] }> {
  const file = createReadStream(path)
  const unzipped = createGunzip()
  file.once('error', (error) => unzipped.destroy(error))
  const hash = createHash('sha256')
  let head: BackupHead | undefined
  let reading: { table: TableName; columns: string[] } | undefined
  let end: BackupEnd | undefined
  let rows: Row[] = []
  try {
    for await (const text of createInterface({ input: file.pipe(unzipped), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (end) throw new Error('it has lines after its end')
      const line = JSON.parse(text) as BackupHead | BackupTable | BackupEnd | (string | number | null)[]
      if (!Array.isArray(line) && 'end' in line) {
        end = line
        continue
      }
      hash.update(`${text}\n`)
      if (Array.isArray(line)) {
        if (!reading) throw new Error('rows come before their table')
        rows.push(Object.fromEntries(reading.columns.map((column, index) => [column, line[index] ?? null])))
        if (rows.length < ROWS_AT_A_TIME) continue
      }
      if (reading && rows.length > 0) yield { table: reading.table, rows }
      rows = []
      if ('table' in line) reading = { table: known(line.table), columns: line.columns }
      if ('imbachat_backup' in line) head = checked(line)
      if (!head) throw new Error('its first line is not that of a backup')
    }
  } catch (error) {
    throw new Error(`${path} is not a readable backup: ${messageOf(error)}`, {
      cause: error,
    })
  }
  if (!end || end.sha256 !== hash.digest('hex')) throw new Error(`${path} is incomplete or was changed`)
  if (reading && rows.length > 0) yield { table: reading.table, rows }
}

function known(name: string): TableName {
  const table = TABLES.find((each) => each === name)
  if (!table) throw new Error(`it has a table ${name}, which this server does not know`)
  return table
}

function checked(head: BackupHead): BackupHead {
  const ours = new Set(migrations.map(({ name }) => name))
  const foreign = head.migrations.filter((name) => !ours.has(name))
  if (foreign.length > 0) throw new Error(`a newer server made it: it has ${foreign.join(', ')}`)
  if (head.migrations.length < ours.size) {
    throw new Error('an older server made it: restore it with that version, then upgrade')
  }
  return head
}
