import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { readSecret, secretsFrom } from '../../config/secrets.ts'
import { judgeSecret, wrongSecret } from '../../dashboard/secret/open-secrets.ts'
import { databaseName, resolveCommandConfig } from '../../store/one-database.ts'
import { restoreStore } from '../../store/transfer/index.ts'
import type { Command } from '../command.ts'
import { withStore } from '../command-resources.ts'
import { progressLines } from './transfer-progress.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'Restore a backup into an empty database, SQLite or PostgreSQL',
  options: { from: { value: 'FILE', help: 'file that "imbachat backup" wrote', required: true } },
  async run(given, io) {
    const path = given.text('from') ?? ''
    const where = { ...resolveCommandConfig(io.env), clock: systemClock, log: silentLog }
    const rows = await restoreStore(where, path, progressLines(io))
    io.print(`${rows} rows are back in ${databaseName(where)}. Clients drop what they hold and read it again.`)
    await withStore(io, async ({ store, config }) => {
      const secret = readSecret(config)
      const found = await judgeSecret(store, secret === null ? null : secretsFrom(secret))
      if (found === 'wrong') io.complain(`The server will not start yet: ${wrongSecret(config).message}`)
    })
  },
}
