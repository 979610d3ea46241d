import { accountByEmail, firstAccount } from '../../dashboard/accounts/first-account.ts'
import type { CommandResources } from '../command-resources.ts'

/** The account that owns a new widget: the named one, else the first; null: the first to be created. @throws Error */
export async function accountIdOf({ store }: CommandResources, email: string | undefined): Promise<string | null> {
  if (email === undefined) return (await firstAccount(store.readDb))?.account_id ?? null
  const account = await accountByEmail(store.readDb, email.trim().toLowerCase())
  if (account === null) throw new Error(`there is no account ${email}`)
  return account.account_id
}
