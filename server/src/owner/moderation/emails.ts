import type { Kysely } from 'kysely'
import type { Database, OwnerTables } from '../../store/schema.ts'

/** The e-mail addresses of these accounts; of one that is gone, its id. */
export async function emailsOf(
  reader: Kysely<Database & OwnerTables>,
  accountIds: readonly (string | null)[],
): Promise<(accountId: string | null) => string> {
  const wanted = [...new Set(accountIds)].filter((id) => id !== null)
  const rows =
    wanted.length === 0
      ? []
      : await reader.selectFrom('owner').select(['id', 'email']).where('id', 'in', wanted).execute()
  const known = new Map(rows.map(({ id, email }) => [id, email]))
  return (accountId) => known.get(accountId ?? '') ?? accountId ?? ''
}
