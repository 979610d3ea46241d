// Writes messages into one database, with one writer, on command.
import { systemClock } from '../../server/src/chat/clock.ts'
import { silentLog } from '../../server/src/chat/log.ts'
import type { AppendMessage, ChatStore } from '../../server/src/chat/ports.ts'
import { openStore } from '../../server/src/store/index.ts'
import { obeyCommands } from '../../tools/load/command-worker.ts'
import { countOf, type Histogram, percentileMs, record } from '../histogram.ts'
import { type BareWriter, barePostgres, bareSqlite, ROWS_A_COMMIT } from './bare.ts'
import type { Paced, WritingCommand, Written } from './commands.ts'
import { messages } from './messages.ts'

/** Two commits' worth wait at any time, as in an overloaded server. */
const UNDER_WAY = 2 * ROWS_A_COMMIT

let write: (rows: readonly AppendMessage[]) => Promise<void>
let source: Generator<AppendMessage, never>

async function obey(command: WritingCommand): Promise<Written | Paced | null> {
  if (command.t === 'open') {
    source = messages(command.widgetId, command.rooms, command.members)
    write = await open(command)
    return null
  }
  if (command.t === 'pace') return pace(command.perSecond, command.ms)
  const rows = Array.from({ length: command.rows }, () => source.next().value)
  const started = { at: performance.now(), cpu: process.cpuUsage() }
  await write(rows)
  const { user, system } = process.cpuUsage(started.cpu)
  const seconds = (performance.now() - started.at) / 1000
  return { rowsPerSecond: rows.length / seconds, cpuPerRow: (user + system) / rows.length }
}

/** One row after another; a late row is not made up for by two at once. */
async function pace(perSecond: number, ms: number): Promise<Paced> {
  const took: Histogram = {}
  const started = performance.now()
  for (let due = started; due < started + ms; due += 1000 / perSecond) {
    const early = due - performance.now()
    if (early > 0) await Bun.sleep(early)
    const at = performance.now()
    await write([source.next().value])
    record(took, (performance.now() - at) * 1000)
  }
  const seconds = (performance.now() - started) / 1000
  return { rowsPerSecond: countOf(took) / seconds, p50: percentileMs(took, 0.5), p99: percentileMs(took, 0.99) }
}

async function open({ hand, dataDir, databaseUrl }: WritingCommand & { t: 'open' }): Promise<typeof write> {
  if (hand === 'bare') return inCommits(databaseUrl === null ? bareSqlite(dataDir) : await barePostgres(databaseUrl))
  const options = { dataDir, databaseUrl: databaseUrl ?? undefined, clock: systemClock, log: silentLog }
  const { chat } = await openStore(options)
  return (rows) => append(chat, rows)
}

function inCommits(writer: BareWriter): typeof write {
  return async (rows) => {
    for (let start = 0; start < rows.length; start += ROWS_A_COMMIT) {
      await writer.write(rows.slice(start, start + ROWS_A_COMMIT))
    }
  }
}

async function append(chat: ChatStore, rows: readonly AppendMessage[]): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let row = rows[next++]; row; row = rows[next++]) {
      const outcome = await chat.appendMessage(row)
      if (outcome.kind !== 'appended') throw new Error(`a message was not appended: ${JSON.stringify(outcome)}`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(UNDER_WAY, rows.length) }, worker))
}

obeyCommands(obey)
