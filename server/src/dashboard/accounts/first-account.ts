import type { Account } from '@imbachat/protocol/http/account/session'
import type { Kysely } from 'kysely'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'

/** The oldest account; null: no account exists yet. */
export async function firstAccount(db: Kysely<Database & OwnerTables>): Promise<Account | null> {
  const row = await signable(db).orderBy('owner.created_at').orderBy('owner.id').limit(1).executeTakeFirst()
  return row ?? null
}

/** @param email lower case */
export async function accountByEmail(db: Kysely<Database & OwnerTables>, email: string): Promise<Account | null> {
  const row = await signable(db).where('owner.email', '=', email).executeTakeFirst()
  return row ?? null
}

/** Excludes an owner without a password: a process died while it created that account. */
const signable = (db: Kysely<Database & OwnerTables>) =>
  db
    .selectFrom('owner')
    .innerJoin('owner_credential', 'owner_credential.owner_id', 'owner.id')
    .where('owner_credential.provider_id', '=', 'credential')
    .select(['owner.id as account_id', 'owner.email'])
