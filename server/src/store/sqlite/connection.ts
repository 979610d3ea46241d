import { Database as BunDatabase, type SQLQueryBindings, type Statement } from 'bun:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { isBusy } from './is-busy.ts'

/** A connection waits this long for a write lock of another process or thread, milliseconds. */
export const BUSY_TIMEOUT_MS = 10_000

/**
 * Pages that the writer keeps in memory, KiB. A message changes half a dozen pages of its room; SQLite's default of 2
 * MiB holds few rooms.
 */
const WRITER_CACHE_KIB = 64 * 1024

/**
 * Pages in the WAL before SQLite copies them into the database and syncs both; the commit that reaches this number
 * waits for it. The same pages are written again and again, so a longer WAL is less work: 32 MiB instead of SQLite's
 * default of 4.
 */
const CHECKPOINT_PAGES = 8_000

/** Prepared statements kept per connection; the connection finalizes the least recently used one. */
const MAX_STATEMENTS = 256

/** Opens the only connection that writes. @throws Error if SQLite does not promise the durability that an ack means */
export function openWriterConnection(path: string): BunDatabase {
  const db = new BunDatabase(path, { create: true, readwrite: true })
  db.run(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  switchToWal(db)
  db.run('pragma synchronous = full')
  db.run('pragma foreign_keys = on')
  // deleted messages must not stay in free pages of the file
  db.run('pragma secure_delete = on')
  expectPragma(db, 'journal_mode', 'wal')
  expectPragma(db, 'synchronous', 2)
  expectPragma(db, 'foreign_keys', 1)
  return db
}

/** Call it once the tables exist: building an index keeps its work in temporary files, which may be large. */
export function tuneForWrites(db: BunDatabase): void {
  db.run(`pragma cache_size = -${WRITER_CACHE_KIB}`)
  db.run(`pragma wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  // temporary data for undoing a failed statement is kilobytes, which need no file
  db.run('pragma temp_store = memory')
}

export function openReaderConnection(path: string): BunDatabase {
  const db = new BunDatabase(path, { readonly: true })
  db.run(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  db.run('pragma query_only = on')
  expectPragma(db, 'journal_mode', 'wal')
  return db
}

/**
 * If two processes start on a new file at once, SQLite refuses the switch immediately, without waiting for
 * busy_timeout.
 */
function switchToWal(db: BunDatabase): void {
  const end = Date.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      db.run('pragma journal_mode = wal')
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error
      Bun.sleepSync(20)
    }
  }
}

function expectPragma(db: BunDatabase, name: string, expected: string | number): void {
  const row = db.query(`pragma ${name}`).get() as Record<string, unknown> | null
  const value = row?.[name]
  if (value !== expected) throw new Error(`SQLite's ${name} is ${String(value)}, expected ${expected}`)
}

/** Adapts bun:sqlite to Kysely's SQLite dialect. */
export function kyselyConnection(db: BunDatabase): SqliteDatabase {
  const statements = new Map<string, SqliteStatement & { finalize(): void }>()
  return {
    close() {
      // SQLite keeps a connection and its locks as long as one of its statements lives.
      for (const statement of statements.values()) statement.finalize()
      statements.clear()
      db.close()
    },
    prepare(sql) {
      const known = statements.get(sql)
      if (known) {
        statements.delete(sql)
        statements.set(sql, known)
        return known
      }
      const made = adapt(db.prepare(sql))
      statements.set(sql, made)
      if (statements.size > MAX_STATEMENTS) {
        const [oldestSql, oldest] = statements.entries().next().value ?? []
        if (oldestSql !== undefined) statements.delete(oldestSql)
        oldest?.finalize()
      }
      return made
    },
  }
}

function adapt(statement: Statement): SqliteStatement & { finalize(): void } {
  // Passes one array: a batch has thousands of parameters, which cost a fifth of its insert if passed as arguments.
  const bind = (parameters: readonly unknown[]) => parameters as unknown as SQLQueryBindings
  return {
    reader: statement.columnNames.length > 0,
    all: (parameters) => statement.all(bind(parameters)),
    run: (parameters) => statement.run(bind(parameters)),
    iterate: (parameters) => statement.iterate(bind(parameters)),
    finalize: () => statement.finalize(),
  }
}
