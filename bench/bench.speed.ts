import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { against } from './against.ts'
import { PLANS } from './plan.ts'
import { asMarkdown } from './report.ts'
import { runBench, SECTIONS } from './run-bench.ts'
import type { Round } from './talking.ts'

test('a bench of very small sizes measures everything on a real server, and reports it in a page', async () => {
  const report = await runBench(PLANS.tiny, SECTIONS, () => undefined)
  const titles = report.tables.map(({ title }) => title.replace(/\d[\d,]*/g, 'N'))
  expect(titles).toEqual([
    'Rooms of ten at full speed: N rooms, N message at a time',
    'Rooms of ten at full speed: N rooms, N messages at a time',
    'At N messages a second: the servers that store',
    'Rate ladder, SQLite',
    'The writer against bare inserts',
    'N idle connections',
    'One room of N',
    'History of a room of N messages',
    'Search in N messages, SQLite',
    'A room of N stored members beside one of N',
    'N users join one large room at once and leave it again',
    'A storm of reactions: N users, one message',
    'Storms',
    'Growth to N messages, SQLite',
    'What else the server does, SQLite',
  ])
  for (const { title, rows, columns, verdicts } of report.tables) {
    expect({ title, cells: rows.filter((row) => row.length !== columns.length) }).toEqual({ title, cells: [] })
    // Finite, but maybe not above 0: a few idle connections may cost less than the process frees meanwhile.
    for (const { what, ratio } of verdicts)
      expect({ what, known: Number.isFinite(ratio) }).toEqual({ what, known: true })
  }
  const rounds = report.tables[0]?.data as Record<string, Round[]>
  for (const round of Object.values(rounds).flat()) {
    expect(round.refusal).toBeNull()
    // Every member receives every message, including the sender; some are on their way when counting begins and ends.
    expect(round.deliveredPerSecond / round.sentPerSecond).toBeWithin(8, 12)
  }
  const dataOf = (start: string) => report.tables.find(({ title }) => title.startsWith(start))?.data
  const reacted = dataOf('A storm of reactions') as { what: string; failed: number; revs: number; changes: number }[]
  expect(reacted.map(({ failed, revs, changes }) => [failed, revs - changes])).toEqual([
    [0, 0],
    [0, 0],
  ])
  const storms = dataOf('Storms') as { report: { failed: number } }[]
  expect(storms.map((storm) => storm.report.failed)).toEqual([0, 0])
  expect(asMarkdown(report)).toContain('| ack p99 at half of the most | ≤ 10 ms |')
}, 120_000)

test('two versions are measured in turns, and each figure has the ratio and its spread', async () => {
  const other = join(import.meta.dir, '..')
  const { failed, tables } = await runBench(PLANS.tiny, { against: (stage) => against(stage, other) }, () => undefined)
  expect(failed).toEqual([])
  expect(tables.map(({ title }) => title)).toEqual(['Start on SQLite', 'Rooms of ten on SQLite'])
  const rows = tables.flatMap((table) => table.rows)
  expect(rows.map(([what]) => what)).toContain('50/s: CPU a message')
  for (const [what, , , ratio] of rows) expect({ what, known: Number(ratio) > 0 }).toEqual({ what, known: true })
}, 120_000)
