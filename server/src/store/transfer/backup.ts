import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { migrations } from '../migrations/index.ts'
import { TABLES } from '../schema/tables.ts'
import type { Progress } from './rows.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The first line of a backup. Then follow, for each table, `{"table", "columns"}` and its rows as arrays, and at the
 * end `{"end", "sha256"}` over all lines before. The end shows whether a backup is complete.
 */
export interface BackupHead {
  imbachat_backup: 1
  /** milliseconds since 1970 */
  made_at: number
  /** migrations that the tables have */
  migrations: string[]
}

export interface BackupTable {
  table: string
  columns: string[]
}

export interface BackupEnd {
  end: true
  sha256: string
}

/**
 * Writes the snapshot as JSON lines, gzipped, mode 600: the same format for both databases. The file gets its name only
 * when it is complete and on disk. @returns rows
 */
export async function writeBackup(snapshot: Snapshot, path: string, now: number, progress: Progress): Promise<number> {
  const aside = `${path}.part`
  let total = 0
  async function* lines(): AsyncGenerator<string> {
    const hash = createHash('sha256')
    const line = (value: unknown) => {
      const text = `${JSON.stringify(value)}\n`
      hash.update(text)
      return text
    }
    const head: BackupHead = { imbachat_backup: 1, made_at: now, migrations: migrations.map(({ name }) => name) }
    yield line(head)
    for (const table of TABLES) {
      let columns: string[] | undefined
      let count = 0
      for await (const { rows } of snapshot.rows(table)) {
        let text = ''
        for (const row of rows) {
          if (!columns) {
            columns = Object.keys(row)
            text += line({ table, columns } satisfies BackupTable)
          }
          text += line(columns.map((column) => row[column]))
        }
        count += rows.length
        progress(table, count)
        yield text
      }
      total += count
    }
    const sha256 = hash.digest('hex')
    yield `${JSON.stringify({ end: true, sha256 } satisfies BackupEnd)}\n`
  }
  // Removes what an earlier try left or another user put there: a link would lead the rows elsewhere, and an existing
  // file would keep its mode.
  await rm(aside, { force: true })
  try {
    await pipeline(Readable.from(lines()), createGzip(), createWriteStream(aside, { mode: 0o600, flags: 'wx' }))
    await sync(aside)
    await rename(aside, path)
    await sync(dirname(path))
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  return total
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  await file.sync().finally(() => file.close())
}
