import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { backupStore } from '../store/transfer/index.ts'
import type { Command } from './command.ts'
import { progressLines } from './transfer-progress.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'Write the whole database into one file',
  options: {
    to: { value: 'FILE', help: 'file to write: gzipped JSON lines, readable only by you', required: true },
  },
  async run(given, io) {
    const path = given.text('to') ?? ''
    const config = resolveConfig(parseEnv(io.env))
    const where = { ...config, clock: systemClock, log: silentLog }
    const rows = await backupStore(where, path, progressLines(io))
    io.print(`Wrote ${rows} rows to ${path}.`)
    if (config.secret !== undefined) return
    io.print(`Keep ${config.dataDir}/secret with it: without it the widgets' keys cannot be decrypted.`)
  },
}
