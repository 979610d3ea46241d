import type { ServerOverview } from '@imbachat/protocol/http/administration'
import packageJson from '../../../package.json' with { type: 'json' }
import type { AdministrationDeps } from './administration-deps.ts'
import { countJobs } from './jobs.ts'

export async function readOverview(deps: AdministrationDeps): Promise<ServerOverview> {
  const { readDb, database, nodes, backups } = deps
  const counts = await readDb
    .selectNoFrom((eb) => [
      eb
        .selectFrom('owner')
        .select((row) => row.fn.countAll().as('count'))
        .as('accounts'),
      eb
        .selectFrom('widget')
        .where('deleted_at', 'is', null)
        .select((row) => row.fn.countAll().as('count'))
        .as('widgets'),
      eb
        .selectFrom('widget')
        .where('deleted_at', 'is', null)
        .where('suspended_at', 'is not', null)
        .select((row) => row.fn.countAll().as('count'))
        .as('suspended'),
    ])
    .executeTakeFirstOrThrow()
  return {
    version: packageJson.version,
    database: database.kind,
    // During an update of several nodes, those that are not updated yet work on tables that a newer one has changed.
    newer_schema: await database.newerMigrations(),
    nodes: await nodes.list(),
    accounts: Number(counts.accounts),
    widgets: Number(counts.widgets),
    suspended: Number(counts.suspended),
    jobs: await countJobs(deps),
    last_backup: await backups.last(),
  }
}
