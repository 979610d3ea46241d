import { ChatError } from '@imbachat/protocol'
import { FIELD_PROBLEMS } from '@imbachat/protocol/errors/field-problem'
import type { Account } from '@imbachat/protocol/http/account/session'
import type { AccountDeps } from './account-deps.ts'
import { checkNewPassword } from './check-password.ts'
import { firstAccount } from './first-account.ts'

/**
 * Creates an account. The first account gets the widgets that exist already.
 * @throws ChatError invalid_field when the password is too short or long, or the e-mail has an account
 */
export async function createAccount(
  deps: AccountDeps,
  { email, password }: { email: string; password: string },
): Promise<Account> {
  checkNewPassword(password, email)
  const { internalAdapter, password: passwords } = await (await deps.auth()).$context
  const hash = await passwords.hash(password)
  const known = await internalAdapter.findUserByEmail(email, { includeAccounts: true })
  if (known && known.accounts.length > 0) throw emailTaken()
  // Two statements: a process that dies between them leaves an owner without a password, which the next try completes.
  // Of two tries at once the unique keys let one through.
  const account =
    known?.user ??
    (await orTaken(
      internalAdapter.createUser({ email, name: email, emailVerified: true }, { method: 'email-password' }),
    ))
  await orTaken(
    internalAdapter.linkAccount({
      userId: account.id,
      providerId: 'credential',
      accountId: account.id,
      password: hash,
    }),
  )
  await adoptWidgets(deps)
  await appointFirst(deps, account.id)
  return { account_id: account.id, email: account.email }
}

/** The person with a shell made the first account of a fresh server, or its one-time link: it runs the server. */
async function appointFirst({ control }: AccountDeps, account_id: string): Promise<void> {
  await control
    .updateTable('owner')
    .set({ administrator: 1 })
    .where('id', '=', account_id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('owner as other').select('other.id').where('other.id', '!=', account_id))),
    )
    .execute()
}

/** The first account gets the widgets that were created on the command line before it. */
export async function adoptWidgets({ control }: Pick<AccountDeps, 'control'>): Promise<void> {
  const first = await firstAccount(control)
  if (first === null) return
  await control
    .updateTable('widget')
    .set({ account_id: first.account_id })
    .where('account_id', 'is', null)
    .where('deleted_at', 'is', null)
    .execute()
}

async function orTaken<T>(inserting: Promise<T>): Promise<T> {
  try {
    return await inserting
  } catch (error) {
    if (error instanceof Error && /unique constraint/i.test(error.message)) throw emailTaken()
    throw error
  }
}

const emailTaken = () =>
  new ChatError('invalid_field', `email: ${FIELD_PROBLEMS.taken}`, {
    field: 'email',
    problem: { code: 'taken', params: {} },
  })
