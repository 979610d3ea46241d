import type { Account } from '@imbachat/protocol/http/account/session'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import type { Auth } from './auth.ts'

/** Dependencies of the operations in this folder. */
export interface AccountDeps {
  /** loads better-auth at the first call: a sixth of the memory of a server that no owner has visited yet */
  auth: () => Promise<Auth>
  control: Kysely<Database & OwnerTables>
  clock: Clock
}

/** `cookies` are whole Set-Cookie values for the answer. */
export interface SignedIn {
  account: Account
  cookies: string[]
}
