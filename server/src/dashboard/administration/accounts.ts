import { ChatError } from '@imbachat/protocol'
import type { ACCOUNT_FILTERS, ServerAccount } from '@imbachat/protocol/http/administration'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import { createResetLink } from '../accounts/reset-link.ts'
import type { AdministrationDeps, ListInput } from './administration-deps.ts'
import { hasPart } from './has-part.ts'

export type AccountFilter = (typeof ACCOUNT_FILTERS)[number]

type Deps = Pick<AdministrationDeps, 'control' | 'readDb' | 'clock'>

/** By e-mail address, which is unique. */
const places = cursorOf('rest')

export async function listAccounts(
  deps: Deps,
  { query, filter, limit, cursor }: ListInput<AccountFilter>,
): Promise<{ accounts: ServerAccount[]; next: string | null }> {
  const after = cursor === undefined ? null : places.read(cursor)[0]
  const rows = await selectAccounts(deps)
    .$if(query !== '', (rows) => rows.where(hasPart('owner.email', query.toLowerCase())))
    .$if(filter === 'administrators', (rows) => rows.where('owner.administrator', '=', 1))
    .$if(filter === 'disabled', (rows) => rows.where('owner.disabled_at', 'is not', null))
    .$if(after !== null, (rows) => rows.where('owner.email', '>', after ?? ''))
    .orderBy('owner.email')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(rows, limit, ({ email }) => places.write(email))
  return { accounts: page.map(asAccount), next }
}

/**
 * The account can't sign in and its sessions end. Of two administrators who disable each other at once, one is refused.
 * @throws ChatError not_found, forbidden for the last administrator
 */
export async function disableAccount(
  deps: Deps & Pick<AdministrationDeps, 'database'>,
  account_id: string,
): Promise<ServerAccount> {
  const { control, clock, database } = deps
  const done = await database.disableUnlessLast(account_id, clock.now())
  const account = await readAccount(deps, account_id)
  if (!done && account.disabled_at === null) {
    throw new ChatError('forbidden', 'the last administrator of the server can not be disabled')
  }
  await control.deleteFrom('owner_session').where('owner_id', '=', account_id).execute()
  return readAccount(deps, account_id)
}

/** @throws ChatError not_found */
export async function enableAccount(deps: Deps, account_id: string): Promise<ServerAccount> {
  await deps.control.updateTable('owner').set({ disabled_at: null }).where('id', '=', account_id).execute()
  return readAccount(deps, account_id)
}

/** @throws ChatError not_found */
export async function endSessionsOf(deps: Deps, account_id: string): Promise<ServerAccount> {
  await deps.control.deleteFrom('owner_session').where('owner_id', '=', account_id).execute()
  return readAccount(deps, account_id)
}

/** The sessions stay: each was made with the second factor. @throws ChatError not_found */
export async function stopTwoFactorOf(deps: Deps, account_id: string): Promise<ServerAccount> {
  const { control } = deps
  await control.updateTable('owner').set({ two_factor_enabled: 0 }).where('id', '=', account_id).execute()
  await control.deleteFrom('owner_two_factor').where('owner_id', '=', account_id).execute()
  return readAccount(deps, account_id)
}

/** The link is shown once, to the administrator. @throws ChatError not_found */
export async function resetLinkOf(
  deps: Deps,
  account_id: string,
): Promise<{ email: string; token: string; expires_at: number }> {
  const { email } = await readAccount(deps, account_id)
  const link = await createResetLink(deps, account_id, 'administrator')
  if (link === null) throw noSuchAccount()
  return { email, ...link }
}

async function readAccount(deps: Deps, account_id: string): Promise<ServerAccount> {
  const row = await selectAccounts(deps).where('owner.id', '=', account_id).executeTakeFirst()
  if (row === undefined) throw noSuchAccount()
  return asAccount(row)
}

const noSuchAccount = () => new ChatError('not_found', 'there is no such account', { field: 'account_id' })

const selectAccounts = ({ readDb, clock }: Deps) =>
  readDb
    .selectFrom('owner')
    .select(['owner.id', 'owner.email', 'owner.administrator', 'owner.disabled_at', 'owner.two_factor_enabled'])
    .select((eb) => [
      'owner.created_at',
      eb
        .selectFrom('owner_session')
        .whereRef('owner_session.owner_id', '=', 'owner.id')
        .where('owner_session.expires_at', '>', new Date(clock.now()).toISOString())
        .select((row) => row.fn.max('owner_session.updated_at').as('seen'))
        .as('seen_at'),
      eb
        .selectFrom('owner_session')
        .whereRef('owner_session.owner_id', '=', 'owner.id')
        .where('owner_session.expires_at', '>', new Date(clock.now()).toISOString())
        .select((row) => row.fn.countAll().as('count'))
        .as('sessions'),
      eb
        .selectFrom('widget')
        .whereRef('widget.account_id', '=', 'owner.id')
        .where('widget.deleted_at', 'is', null)
        .select((row) => row.fn.countAll().as('count'))
        .as('widgets'),
    ])

type AccountRow = Awaited<ReturnType<ReturnType<typeof selectAccounts>['execute']>>[number]

const asAccount = (row: AccountRow): ServerAccount => ({
  account_id: row.id,
  email: row.email,
  administrator: row.administrator === 1,
  disabled_at: row.disabled_at,
  two_factor: row.two_factor_enabled === 1,
  created_at: Date.parse(row.created_at),
  seen_at: row.seen_at === null ? null : Date.parse(row.seen_at),
  sessions: Number(row.sessions),
  widgets: Number(row.widgets),
})
