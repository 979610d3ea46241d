import { ChatError } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { NO_WIDGET } from '../audit/audit.ts'
import type { AccountDeps } from './account-deps.ts'
import { accountByEmail } from './first-account.ts'

/** E-mail addresses of the accounts that run the server. */
export async function listAdministrators(db: Kysely<Database & OwnerTables>): Promise<string[]> {
  const rows = await db.selectFrom('owner').select('email').where('administrator', '=', 1).orderBy('email').execute()
  return rows.map(({ email }) => email)
}

/**
 * By the person with a shell on the machine: a stolen session of an administrator can't appoint another one.
 * @throws ChatError not_found
 */
export async function setAdministrator(
  { control, clock }: Pick<AccountDeps, 'control' | 'clock'>,
  email: string,
  administrator: boolean,
): Promise<void> {
  const account = await accountByEmail(control, email)
  if (account === null) throw new ChatError('not_found', `there is no account of ${email}`, { field: 'email' })
  await control
    .updateTable('owner')
    .set({ administrator: administrator ? 1 : 0 })
    .where('id', '=', account.account_id)
    .execute()
  const at = clock.now()
  await control
    .insertInto('audit')
    .values({
      widget_id: NO_WIDGET,
      id: Bun.randomUUIDv7('hex', at),
      at,
      actor: '',
      action: administrator ? 'administrator.grant' : 'administrator.revoke',
      target: email,
    })
    .execute()
}

/** @throws ChatError forbidden when the account is disabled */
export async function mustBeEnabled({ control }: Pick<AccountDeps, 'control'>, account_id: string): Promise<void> {
  const row = await control
    .selectFrom('owner')
    .select('id')
    .where('id', '=', account_id)
    .where('disabled_at', 'is not', null)
    .executeTakeFirst()
  if (row === undefined) return
  await control.deleteFrom('owner_session').where('owner_id', '=', account_id).execute()
  throw new ChatError('forbidden', 'this account is disabled; ask the administrator of the server')
}

export async function isAdministrator(db: Kysely<Database & OwnerTables>, account_id: string): Promise<boolean> {
  const row = await db
    .selectFrom('owner')
    .select('id')
    .where('id', '=', account_id)
    .where('administrator', '=', 1)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
