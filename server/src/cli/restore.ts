import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { restoreStore } from '../store/transfer/index.ts'
import type { Command } from './command.ts'
import { progressLines } from './transfer-progress.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'Restore a backup into an empty database, SQLite or PostgreSQL',
  options: { from: { value: 'FILE', help: 'file that "imbachat backup" wrote', required: true } },
  async run(given, io) {
    const path = given.text('from') ?? ''
    const where = { ...resolveConfig(parseEnv(io.env)), clock: systemClock, log: silentLog }
    const rows = await restoreStore(where, path, progressLines(io))
    io.print(`${rows} rows are back. Clients drop what they hold and read it anew.`)
  },
}
