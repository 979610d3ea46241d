import { loadavg } from 'node:os'
import type { Stage } from '../stage.ts'
import { atLeast, median, micros, percent, type Table, whole } from '../table.ts'
import { ROWS_A_COMMIT } from '../writing/bare.ts'
import type { Hand, Written } from '../writing/commands.ts'
import { type DatabaseName, ROOMS, startWriting, type Writing } from '../writing/start-writing.ts'

/** The design's share of a bare insert's rate. */
const LEAST: Record<DatabaseName, number> = { SQLite: 0.65, PostgreSQL: 0.75 }

/** Compares the server's writer with statements that only insert, without connections. */
export async function writerAgainstBare(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const writings = [await startWriting(stage, 'bare', null), await startWriting(stage, 'ours', null)]
  const [forBare, forOurs] = [await stage.postgres(), await stage.postgres()]
  if (forBare !== null) writings.push(await startWriting(stage, 'bare', forBare))
  if (forOurs !== null) writings.push(await startWriting(stage, 'ours', forOurs))

  const written = new Map<Writing, Written[]>(writings.map((writing) => [writing, []]))
  // A warm-up: statements are prepared, code is compiled.
  for (const { write } of writings) await write(plan.writerRows)
  for (let turn = 0; turn < plan.writerRounds; turn++) {
    for (const writing of writings) written.get(writing)?.push(await writing.write(plan.writerRows))
  }

  const of = (database: DatabaseName, hand: Hand) =>
    written.get(writings.find((writing) => writing.database === database && writing.hand === hand) as Writing) ?? []
  const share = (database: DatabaseName) =>
    median(
      of(database, 'ours').map(
        ({ rowsPerSecond }, turn) => rowsPerSecond / (of(database, 'bare')[turn]?.rowsPerSecond ?? Number.NaN),
      ),
    )
  const databases = [...new Set(writings.map(({ database }) => database))]
  return [
    {
      title: 'The writer against bare inserts',
      how:
        `Rows a second into the message table with all its indexes, synced, ${ROOMS} rooms in turn. Bare: a ` +
        'statement in a loop (PostgreSQL: one over arrays), ' +
        `${whole(ROWS_A_COMMIT)} rows a commit, with every number known beforehand. Ours: \`appendMessage\`, ` +
        'which checks for repeats, membership and rights and assigns numbers, ' +
        `with twice as many waiting. ${plan.writerRounds} rounds of ${whole(plan.writerRows)} rows, in turns; medians.`,
      columns: ['database', 'bare rows/s', 'ours rows/s', 'of bare', 'bare CPU a row', 'ours CPU a row'],
      rows: databases.map((database) => [
        database,
        whole(median(of(database, 'bare').map((one) => one.rowsPerSecond))),
        whole(median(of(database, 'ours').map((one) => one.rowsPerSecond))),
        percent(share(database)),
        micros(median(of(database, 'bare').map((one) => one.cpuPerRow))),
        micros(median(of(database, 'ours').map((one) => one.cpuPerRow))),
      ]),
      verdicts: databases.map((database) =>
        atLeast(`rows/s of a bare batched insert, ${database}`, share(database), LEAST[database], percent),
      ),
      load,
      data: writings.map((writing) => ({ ...writing, written: written.get(writing) })),
    },
  ]
}
