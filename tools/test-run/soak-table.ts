import type { TestCase } from './report.ts'

export interface SoakRun {
  seconds: number
  /** How many ran. */
  tests: number
  failed: readonly TestCase[]
}

/** Lines of a difference that a person needs to see which one it is. */
const LINES = 3

/** In Markdown: each test that failed in a run, the most frequent first, and each run. */
export function soakTable(runs: readonly SoakRun[]): string {
  const failures = Map.groupBy(
    runs.flatMap((run, index) => run.failed.map((one) => ({ one, run: index + 1 }))),
    ({ one }) => [one.file, one.name].filter((part) => part !== '').join(': '),
  )
  const tests = [...failures]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([name, times]) => [
      name,
      `${times.length} of ${runs.length} (${times.map(({ run }) => run).join(', ')})`,
      times[0]?.one.message.slice(0, LINES).join(' / ') ?? '',
    ])
  const lines = runs.map(({ seconds, tests, failed }, index) =>
    [index + 1, (seconds / 60).toFixed(1), tests, failed.length].map(String),
  )
  return [
    table(['test', 'failed in runs', 'first difference'], tests),
    table(['run', 'minutes', 'tests', 'failed'], lines),
  ].join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('')
}
