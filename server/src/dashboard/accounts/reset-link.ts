import { createHash, randomBytes } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { Account } from '@imbachat/protocol/http/account/session'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { AccountDeps } from './account-deps.ts'
import { checkNewPassword } from './check-password.ts'
import { endSignIns } from './sessions.ts'

type Deps = Pick<AccountDeps, 'control' | 'clock'>

/** Milliseconds: an administrator hands a link over by some other way, a mail arrives within minutes. */
const LIFETIMES = { administrator: 24 * 3_600_000, mail: 3_600_000 } as const

/**
 * Only the token's hash is stored: the administrator sees the link once, or the mail has it. An administrator's link
 * ends the one before; one by mail ends none, since anybody may ask for a mail.
 * @returns null: no account with a password has this id
 */
export async function createResetLink(
  { control, clock }: Deps,
  account_id: string,
  made_by: keyof typeof LIFETIMES,
): Promise<{ token: string; expires_at: number } | null> {
  const stored = await storedPassword({ control }, account_id)
  if (stored === null) return null
  const token = randomBytes(32).toString('base64url')
  const now = clock.now()
  const expires_at = now + LIFETIMES[made_by]
  await control
    .deleteFrom('reset_link')
    .where('owner_id', '=', account_id)
    .where((eb) => eb.or([eb('expires_at', '<=', now), ...(made_by === 'mail' ? [] : [eb('made_by', '=', made_by)])]))
    .execute()
  await control
    .insertInto('reset_link')
    .values({
      token_hash: hashOfToken(token),
      owner_id: account_id,
      made_by,
      password_mark: markOf(stored),
      created_at: now,
      expires_at,
    })
    .execute()
  return { token, expires_at }
}

/** Makes a reset link for a mail. Null: no account has this address, or the account is disabled. */
export async function createMailedLink({ control, clock }: Deps, email: string): Promise<string | null> {
  const account = await control
    .selectFrom('owner')
    .select('id')
    .where('email', '=', email)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return account === undefined ? null : ((await createResetLink({ control, clock }, account.id, 'mail'))?.token ?? null)
}

/** The account whose password the link sets; the link stays valid. @throws ChatError invite_invalid */
export async function openResetLink(deps: Deps, token: string): Promise<Account & { expires_at: number }> {
  const { stored: _, ...account } = await findLink(deps, token)
  return account
}

/**
 * Sets the password and ends all sessions. The second factor stays: a stolen link alone gives no
 * access. The password is stored by one statement that names the one before: of two people who use the link at once one
 * succeeds, and a link is never used up without a new password.
 * @throws ChatError invite_invalid, invalid_field
 */
export async function useResetLink(
  { auth, control, clock }: AccountDeps,
  { token, password }: { token: string; password: string },
): Promise<Account> {
  const { account_id: id, email, stored } = await findLink({ control, clock }, token)
  checkNewPassword(password, email)
  const { password: passwords } = await (await auth()).$context
  const { numUpdatedRows } = await control
    .updateTable('owner_credential')
    .set({ password: await passwords.hash(password) })
    .where('owner_id', '=', id)
    .where('provider_id', '=', 'credential')
    .where('password', '=', stored)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('reset_link')
          .select('owner_id')
          .where('token_hash', '=', hashOfToken(token))
          .where('expires_at', '>', clock.now()),
      ),
    )
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw invalidLink()
  await endSignIns({ control }, id)
  // They are for the password before and open nothing any more.
  await control.deleteFrom('reset_link').where('owner_id', '=', id).execute()
  return { account_id: id, email }
}

/** A link is good for the password that it was made for: after any change of it all links are dead. */
async function findLink(
  { control, clock }: Deps,
  token: string,
): Promise<Account & { expires_at: number; stored: string }> {
  const row = await control
    .selectFrom('reset_link')
    .innerJoin('owner', 'owner.id', 'reset_link.owner_id')
    .select(['owner.id', 'owner.email', 'reset_link.expires_at', 'reset_link.password_mark'])
    .where('reset_link.token_hash', '=', hashOfToken(token))
    .where('reset_link.expires_at', '>', clock.now())
    .executeTakeFirst()
  const stored = row === undefined ? null : await storedPassword({ control }, row.id)
  if (row === undefined || stored === null || markOf(stored) !== row.password_mark) throw invalidLink()
  return { account_id: row.id, email: row.email, expires_at: row.expires_at, stored }
}

async function storedPassword({ control }: Pick<Deps, 'control'>, account_id: string): Promise<string | null> {
  const row = await control
    .selectFrom('owner_credential')
    .select('password')
    .where('owner_id', '=', account_id)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst()
  return row?.password ?? null
}

const markOf = (stored: string): string => createHash('sha256').update(stored).digest('hex')

const invalidLink = () =>
  new ChatError('invite_invalid', 'this link was used, has expired or was replaced; ask for a new one', {
    field: 'token',
  })
