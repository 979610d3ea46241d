import type { JOB_STATES, ServerOverview } from '@imbachat/protocol/http/administration'
import type { Expression, Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Limits } from '../../config/limits.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { Backups } from './backups.ts'
import type { Nodes } from './nodes.ts'

export interface AdministrationDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  clock: Clock
  database: AdministeredDatabase
  nodes: Nodes
  backups: Backups
  places: StoragePlaces
  limits: Limits
  /** jobs of this node's runners may be due */
  wakeJobs: () => void
}

export interface ListInput<Filter extends string> {
  query: string
  filter: Filter
  limit: number
  cursor?: string | undefined
}

export type JobCounts = ServerOverview['jobs']

export interface JobInput {
  state: (typeof JOB_STATES)[number]
  limit: number
  cursor?: string | undefined
}

export interface JobName {
  widget_id: number
  job_id: string
}

/** Queries that differ between the databases. */
export interface AdministeredDatabase {
  kind: 'sqlite' | 'postgresql'
  /** migrations that this server does not know */
  newerMigrations(): Promise<string[]>
  /** bytes; on PostgreSQL the index is a part of the database */
  sizes(): Promise<{ database: number; index: number }>
  /** @returns false: the account is disabled already, or the last administrator, or not there */
  disableUnlessLast(account_id: string, at: number): Promise<boolean>
  /** @param now of this node, for a database of one node */
  jobTime(now: number): Expression<number>
}

/** The places where this server stores its data. */
export interface StoragePlaces {
  dataDir: string
  files_in: 'disk' | 's3'
}
