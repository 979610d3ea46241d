import type { Generated } from 'kysely'

/** The installation and its nodes. */
export interface ServerTables {
  installation: InstallationTable
  server_node: ServerNodeTable
  backup_run: BackupRunTable
}

/** One row. */
interface InstallationTable {
  id: 1
  /** Changes after a restore: clients may hold data newer than the store, so they read everything again. */
  epoch: string
  /** A sealed text that opens with the installation's secret only; null: no server of this version started yet. */
  secret_check: string | null
  /** sealed: the private key by which push services know this installation; null: no server of this version started */
  push_keys: Generated<string | null>
}

/** A node of an installation with several nodes, and its state. */
interface ServerNodeTable {
  id: string
  seen_at: number
  /** JSON: NodeFacts */
  facts: string
}

/** A backup that ended. */
interface BackupRunTable {
  id: string
  started_at: number
  ended_at: number
  path: string
  /** the machine that has the file */
  node: string
  row_count: number | null
  bytes: number | null
  /** null: it is complete */
  error: string | null
}
