import type { Kysely } from 'kysely'
import { keyAccountId, readKeyAccount } from '../../dashboard/keys/key-account.ts'
import { personAccountId, readPersonId } from '../../dashboard/site-sign-in/people.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'

/**
 * The e-mail addresses of these accounts, what people that the site's admin signed in are called, and the names of API
 * keys; of one that is gone, its id.
 */
export async function emailsOf(
  readDb: Kysely<Database & OwnerTables>,
  accountIds: readonly (string | null)[],
): Promise<(account_id: string | null) => string> {
  const wanted = [...new Set(accountIds)].filter((id) => id !== null)
  const rows =
    wanted.length === 0
      ? []
      : await readDb.selectFrom('owner').select(['id', 'email']).where('id', 'in', wanted).execute()
  const known = new Map(rows.map(({ id, email }) => [id, email]))
  for (const { widget_id, id, label } of await peopleOfSites(readDb, wanted)) {
    known.set(personAccountId(widget_id, id), label)
  }
  for (const { widget_id, id, name } of await keysOf(readDb, wanted)) {
    known.set(keyAccountId(widget_id, id), `API key ${name}`)
  }
  return (account_id) => known.get(account_id ?? '') ?? account_id ?? ''
}

async function peopleOfSites(readDb: Kysely<Database & OwnerTables>, accountIds: readonly string[]) {
  const people = accountIds.map(readPersonId).filter((person) => person !== null)
  if (people.length === 0) return []
  return readDb
    .selectFrom('site_person')
    .selectAll()
    .where((eb) =>
      eb.or(
        people.map(({ widget_id, person_id }) => eb.and([eb('widget_id', '=', widget_id), eb('id', '=', person_id)])),
      ),
    )
    .execute()
}

async function keysOf(readDb: Kysely<Database & OwnerTables>, accountIds: readonly string[]) {
  const keys = accountIds.map(readKeyAccount).filter((key) => key !== null)
  if (keys.length === 0) return []
  return readDb
    .selectFrom('api_key')
    .select(['widget_id', 'id', 'name'])
    .where((eb) =>
      eb.or(keys.map(({ widget_id, key_id }) => eb.and([eb('widget_id', '=', widget_id), eb('id', '=', key_id)]))),
    )
    .execute()
}
