import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { AccountDeps } from './account-deps.ts'
import { firstAccount } from './first-account.ts'

/**
 * A fresh token that creates the first account; the previous token ends. Null when there is an account. Only its hash
 * is stored: the person who started the server sees it once.
 */
export async function openSetup({ control, clock }: AccountDeps): Promise<string | null> {
  if ((await firstAccount(control)) !== null) return null
  const token = randomBytes(32).toString('base64url')
  const row = { id: 1, token_hash: hashOfToken(token), created_at: clock.now() } as const
  await control
    .insertInto('owner_setup')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
  return token
}

/**
 * Uses the token. Of two simultaneous requests, one succeeds.
 * @returns puts the token back if the account could not be created
 * @throws ChatError forbidden: wrong, used, or no longer needed
 */
export async function useSetup({ control, clock }: AccountDeps, token: string): Promise<() => Promise<void>> {
  const given = hashOfToken(token)
  const stored = await control.selectFrom('owner_setup').select('token_hash').executeTakeFirst()
  if (stored === undefined || !timingSafeEqual(Buffer.from(stored.token_hash), Buffer.from(given))) throw wrongLink()
  const used = await control.deleteFrom('owner_setup').where('token_hash', '=', given).returning('id').execute()
  if (used.length === 0 || (await firstAccount(control)) !== null) throw wrongLink()
  return async () => {
    await control
      .insertInto('owner_setup')
      .values({ id: 1, token_hash: given, created_at: clock.now() })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

const wrongLink = () =>
  new ChatError('forbidden', 'this setup link was used or replaced; imbachat setup-link prints a new one', {
    field: 'token',
  })
