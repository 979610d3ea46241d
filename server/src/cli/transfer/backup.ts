import { existsSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { messageOf } from '../../error-message.ts'
import { databaseName, resolveCommandConfig } from '../../store/one-database.ts'
import { backupStore, mustHaveDatabase, recordBackup } from '../../store/transfer/index.ts'
import { type Command, UsageError } from '../command.ts'
import { progressLines } from './transfer-progress.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'Write the whole database into one file',
  options: {
    to: { value: 'FILE', help: 'file to write: gzipped JSON lines, readable only by you', required: true },
    force: { help: 'replace FILE if it exists' },
  },
  async run(given, io) {
    const path = given.text('to') ?? ''
    const config = resolveCommandConfig(io.env)
    if (existsSync(path) && !given.on('force')) {
      throw new UsageError(`${path} exists: name another file, or add --force to replace it`)
    }
    const where = { ...config, clock: systemClock, log: silentLog }
    mustHaveDatabase(where)
    const started_at = systemClock.now()
    // in the form of the list in the dashboard
    const record = { path: resolve(path), node: hostname(), started_at }
    const rows = await backupStore(where, path, progressLines(io)).catch(async (error: unknown) => {
      const reason = messageOf(error)
      // a database that can't be read takes no entry either, and the first error is the one to show
      await recordBackup(where, { ...record, row_count: null, bytes: null, error: reason }).catch(() => undefined)
      throw error
    })
    await recordBackup(where, { ...record, row_count: rows, bytes: statSync(path).size, error: null })
    io.print(`Wrote ${rows} rows of ${databaseName(config)} to ${path}.`)
    if (config.secret !== undefined) return
    io.print(`Keep ${config.dataDir}/secret with it: without it the widgets' keys cannot be decrypted.`)
  },
}
