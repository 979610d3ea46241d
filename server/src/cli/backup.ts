import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { systemClock } from '../domain/clock.ts'
import { silentLog } from '../domain/log.ts'
import { backupStore } from '../store/transfer/index.ts'
import type { Command } from './command.ts'
import { progressLines } from './transfer-progress.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'Write all that the database holds into one file',
  options: {
    to: { value: 'FILE', help: 'the file to write: gzipped JSON lines that only you can read', required: true },
  },
  async run(given, io) {
    const path = given.text('to') ?? ''
    const config = resolveConfig(parseEnv(io.env))
    const where = { ...config, clock: systemClock, log: silentLog }
    const rows = await backupStore(where, path, progressLines(io))
    io.print(`${rows} rows are in ${path}.`)
    if (config.secret !== undefined) return
    io.print(`Keep ${config.dataDir}/secret with it: without it the keys of widgets can not be opened.`)
  },
}
