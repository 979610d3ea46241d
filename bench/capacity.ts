// `bun bench/capacity.ts` writes the table of docs/operate/capacity.md without measuring anything.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const BEGIN = '<!-- Written by `npm run bench`, from bench.md. -->'
const END = '<!-- The end of what the bench writes. -->'

/** Brings the table of docs/operate/capacity.md in line with docs/bench.md, so that their numbers agree. */
export function updateCapacity(docs: string): void {
  const path = join(docs, 'operate/capacity.md')
  writeFileSync(path, withFigures(readFileSync(path, 'utf8'), readFileSync(join(docs, 'bench.md'), 'utf8')))
}

/** @throws Error if the bench's page lacks a figure, or the capacity's page its place */
export function withFigures(capacity: string, bench: string): string {
  const [begin, end] = [capacity.indexOf(BEGIN), capacity.indexOf(END)]
  if (begin === -1 || end === -1) throw new Error('docs/operate/capacity.md has no place for the figures of the bench')
  return `${capacity.slice(0, begin + BEGIN.length)}\n\n${tableOf(bench)}\n\n${capacity.slice(end)}`
}

function tableOf(bench: string): string {
  const find = (section: string, row: string, column: string) => figure(bench, section, row, column)
  const socket = find('10,000 idle connections', 'ImbaChat', 'a socket')
  const memory = (users: number) => {
    const bytes = Number.parseFloat(socket) * 1024 * users
    return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
  }
  const ladder = 'Rate ladder, SQLite'
  const fastest = rowsOf(bench, ladder).at(-1)?.[0] ?? ''
  const storm = (row: string) => find('Storms', row, 'p99')
  const worst = (section: string, rows: number) =>
    rowsOf(bench, section)
      .slice(0, rows)
      .map((row) => row[2] ?? '')
      .sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a))[0]
  const room = 'One room of 10,000'
  const lines = [
    ['what', 'measured on two cores', 'what limits it'],
    ['---', '---', '---'],
    [
      'connected users who write little',
      `${socket} of memory each: 10,000 take ${memory(10_000)}, 20,000 ${memory(20_000)}, 200,000 ${memory(200_000)}`,
      'open files (`LimitNOFILE`), then memory',
    ],
    [
      'messages in rooms of ten, SQLite',
      `${find(ladder, fastest, 'sent/s')} a second with a p99 of ${find(ladder, fastest, 'ack p99')} to the acknowledgement`,
      'CPU of the event loop',
    ],
    [
      'messages in rooms of ten, 500 a second',
      `p99 of ${find(ladder, '500', 'ack p99')}, ${find(ladder, '500', 'server cores')} of a core`,
      "the disk's sync",
    ],
    [
      'one room with 10,000 connected members',
      `${find(room, 'ImbaChat', 'messages/s')} messages a second to all of them, ` +
        `${find(room, 'ImbaChat', 'deliveries/s')} deliveries a second`,
      'CPU',
    ],
    [
      'users who come at the same moment, p99',
      `2,000 in ${storm('2,000 come')}; 300 who come back to 200 rooms each in ${storm('300 come back')}`,
      'CPU',
    ],
    ['history of a room with 1,000,000 messages', `any page: p99 of ${worst('History of a room', 3)} or less`, ''],
    ['search in 1,000,000 messages, SQLite', `p99 of ${worst('Search in 1,000,000 messages, SQLite', 9)} or less`, ''],
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** The cells of a section's table, without its head. */
function rowsOf(page: string, section: string): string[][] {
  return tableIn(page, section).slice(2)
}

function tableIn(page: string, section: string): string[][] {
  const [, text = ''] = page.split(`\n## ${section}`)
  const lines = (text.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'))
  if (lines.length < 3) throw new Error(`docs/bench.md has no table in the section ${section}`)
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function figure(page: string, section: string, row: string, column: string): string {
  const [head = [], , ...rows] = tableIn(page, section)
  const value = rows.find(([name = '']) => name === row || name.startsWith(`${row}:`) || name.startsWith(`${row} `))?.[
    head.indexOf(column)
  ]
  if (value === undefined) throw new Error(`docs/bench.md has no ${column} of ${row} in the section ${section}`)
  return value
}

if (import.meta.main) updateCapacity(join(import.meta.dir, '..', 'docs'))
