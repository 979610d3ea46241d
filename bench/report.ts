import type { Machine } from './machine.ts'
import { isMet, type Table } from './table.ts'

export interface Report {
  at: Date
  plan: string
  seconds: number
  machine: Machine
  tables: Table[]
  notes: string[]
  /** sections that ended with an error */
  failed: string[]
}

/** The whole run as a Markdown page, which is also printed. */
export function asMarkdown({ at, plan, seconds, machine, tables, notes }: Report): string {
  const { processor, cores, memoryGiB, system, bun } = machine
  const verdicts = tables.flatMap((table) => table.verdicts)
  return [
    '# Bench',
    `Written by \`npm run bench\` (${plan}, ${Math.round(seconds)} s) on ` +
      `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC: ${cores} × ${processor}, ` +
      `${memoryGiB} GiB, ${system}, Bun ${bun}. Server, peers and load share these cores over loopback, so the ` +
      'ratios say more than the figures. ' +
      'The load average beside each table is from the moment before it; at 1 or less, nothing else used the ' +
      'machine. Figures of a busy machine are noise.',
    '## Targets',
    grid(
      ['what', 'target', 'measured', '', 'ratio'],
      verdicts.map((verdict) => [
        verdict.what,
        verdict.target,
        verdict.measured,
        isMet(verdict) ? 'met' : '**missed**',
        verdict.ratio.toFixed(2),
      ]),
    ),
    ...tables.flatMap(({ title, how, load, columns, rows }) => [
      `## ${title}`,
      `${how.trim()} Load average ${load.toFixed(1)}.`,
      grid(columns, rows),
    ]),
    ...(notes.length === 0 ? [] : ['## Not measured', notes.map((note) => `- ${note}`).join('\n')]),
    '',
  ].join('\n\n')
}

function grid(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}
