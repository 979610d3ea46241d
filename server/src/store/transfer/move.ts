import { type Kysely, sql } from 'kysely'
import { TABLES, type TableName } from '../schema/tables.ts'
import { isMoving } from './is-moving.ts'
import { rowHash } from './row-hash.ts'
import type { Progress } from './rows.ts'
import type { Snapshot } from './snapshot.ts'
import { clear, continueWidgetIds, insertRows, tableInUse } from './target.ts'

interface Moving {
  /** the installation that is being moved */
  source: string
  table_name: TableName
  /** the position in the source after the last row that was copied */
  place: number
}

/**
 * Copies everything in transactions that store some rows and the position reached, so that an interrupted move
 * continues where it stopped. At the end it reads both sides completely and compares the hashes of their rows.
 * @param source must not change until the end
 * @param target one connection to a database whose tables are up to date
 * @param readTarget reads the target after the copy
 * @returns rows
 * @throws Error if the target holds other data, or the comparison fails
 */
export async function moveInto(
  target: Kysely<never>,
  source: Snapshot,
  readTarget: () => Promise<Snapshot>,
  progress: Progress,
): Promise<number> {
  const epoch = await epochOf(source)
  const places = await begin(target, epoch)
  const copied = new Map<TableName, ReturnType<typeof rowHash>>()
  for (const table of TABLES) {
    const hash = rowHash()
    copied.set(table, hash)
    const done = places.get(table) ?? 0
    for await (const { rows, place } of source.rows(table)) {
      hash.add(rows)
      if (place > done) {
        await inTransaction(target, async () => {
          await insertRows(target, table, rows)
          await sql`insert into move_progress (source, table_name, place) values (${epoch}, ${table}, ${place})
            on conflict (table_name) do update set place = excluded.place`.execute(target)
        })
      }
      progress(table, hash.count())
    }
  }
  await compare(copied, await readTarget())
  await continueWidgetIds(target)
  await sql`drop table move_progress`.execute(target)
  return [...copied.values()].reduce((sum, hash) => sum + hash.count(), 0)
}

async function epochOf(source: Snapshot): Promise<string> {
  for await (const { rows } of source.rows('installation')) return String(rows[0]?.epoch)
  throw new Error('the source has no installation')
}

/** @returns the position that an earlier try reached */
async function begin(target: Kysely<never>, epoch: string): Promise<Map<TableName, number>> {
  if (await isMoving(target)) {
    const { rows } = await sql<Moving>`select * from move_progress`.execute(target)
    if (rows.some((row) => row.source !== epoch))
      throw new Error('another installation was being moved into that database')
    return new Map(rows.map((row) => [row.table_name, row.place]))
  }
  const used = await tableInUse(target)
  if (used) throw new Error(`that database is in use (it has rows in ${used}): move into an empty one`)
  await inTransaction(target, async () => {
    await sql`create table move_progress (table_name text primary key, source text not null, place bigint not null)`.execute(
      target,
    )
    // Records the source of the move before the first row is copied.
    await sql`insert into move_progress (source, table_name, place) values (${epoch}, 'installation', 0)`.execute(
      target,
    )
    await clear(target)
  })
  return new Map()
}

async function compare(copied: Map<TableName, ReturnType<typeof rowHash>>, target: Snapshot): Promise<void> {
  try {
    for (const [table, hash] of copied) {
      const there = rowHash()
      for await (const { rows } of target.rows(table)) there.add(rows)
      if (there.value() !== hash.value() || there.count() !== hash.count()) {
        throw new Error(
          `${table} differs: ${hash.count()} rows in the source, ${there.count()} in the target; begin again ` +
            'with an empty database',
        )
      }
    }
  } finally {
    await target.end()
  }
}

async function inTransaction(db: Kysely<never>, act: () => Promise<void>): Promise<void> {
  await sql`begin`.execute(db)
  try {
    await act()
    await sql`commit`.execute(db)
  } catch (error) {
    await sql`rollback`.execute(db).catch(() => undefined)
    throw error
  }
}
