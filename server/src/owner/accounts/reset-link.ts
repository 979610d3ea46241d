import { ChatError } from '@imbachat/protocol'
import type { Account } from '@imbachat/protocol/http/session'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { AccountParts } from './accounts.ts'
import { passwordProblem } from './auth.ts'

/** Whose password the link sets; it stays good. @throws ChatError invite_invalid */
export async function openResetLink(
  { control, clock }: Pick<AccountParts, 'control' | 'clock'>,
  token: string,
): Promise<Account & { expiresAt: number }> {
  const row = await control
    .selectFrom('owner_reset')
    .innerJoin('owner', 'owner.id', 'owner_reset.owner_id')
    .select(['owner.id', 'owner.email', 'owner_reset.expires_at'])
    .where('owner_reset.token_hash', '=', hashOfToken(token))
    .where('owner_reset.expires_at', '>', clock.now())
    .executeTakeFirst()
  if (row === undefined) throw invalidLink()
  return { account_id: row.id, email: row.email, expiresAt: row.expires_at }
}

/**
 * Sets the password and ends all sessions. The second factor stays: a link that fell into wrong hands opens nothing by
 * itself. Of two people who use the link at once, one succeeds.
 * @throws ChatError invite_invalid, invalid_field
 */
export async function useResetLink(
  { auth, control, clock }: AccountParts,
  { token, password }: { token: string; password: string },
): Promise<Account> {
  const problem = passwordProblem(password)
  if (problem) throw new ChatError('invalid_field', `password: ${problem}`, { field: 'password' })
  const { account_id: id, email } = await openResetLink({ control, clock }, token)
  const { password: passwords } = await auth.$context
  const hash = await passwords.hash(password)
  const taken = await control
    .deleteFrom('owner_reset')
    .where('token_hash', '=', hashOfToken(token))
    .where('expires_at', '>', clock.now())
    .returning('owner_id')
    .execute()
  if (taken.length === 0) throw invalidLink()
  await control
    .updateTable('owner_credential')
    .set({ password: hash })
    .where('owner_id', '=', id)
    .where('provider_id', '=', 'credential')
    .execute()
  await control.deleteFrom('owner_session').where('owner_id', '=', id).execute()
  return { account_id: id, email }
}

const invalidLink = () =>
  new ChatError('invite_invalid', 'this link was used, has expired or was replaced; ask for a new one', {
    field: 'token',
  })
