import { ChatError } from '@imbachat/protocol'
import type { AccountSafety } from '@imbachat/protocol/http/account/account-safety'
import type { AccountDeps } from './account-deps.ts'
import { recoveryCodesLeft } from './two-factor.ts'

const MOST_SHOWN = 100

/** @param sessionId the one that asks */
export async function readSafety(deps: AccountDeps, account_id: string, sessionId: string): Promise<AccountSafety> {
  const { control, clock } = deps
  const account = await control
    .selectFrom('owner')
    .select('two_factor_enabled')
    .where('id', '=', account_id)
    .executeTakeFirst()
  const rows = await control
    .selectFrom('owner_session')
    .select(['id', 'user_agent', 'created_at', 'updated_at'])
    .where('owner_id', '=', account_id)
    .where('expires_at', '>', new Date(clock.now()).toISOString())
    .orderBy('updated_at', 'desc')
    .limit(MOST_SHOWN)
    .execute()
  const isOn = account?.two_factor_enabled === 1
  return {
    two_factor: isOn,
    recovery_codes_left: isOn ? await recoveryCodesLeft(deps, account_id) : null,
    sessions: rows.map(({ id, user_agent, created_at, updated_at }) => ({
      session_id: id,
      current: id === sessionId,
      user_agent: user_agent?.slice(0, 300) || null,
      created_at: Date.parse(created_at),
      seen_at: Date.parse(updated_at),
    })),
  }
}

/** @param ended null: all but the one that asks. @throws ChatError not_found */
export async function endSessions(
  { control }: AccountDeps,
  account_id: string,
  { sessionId, ended }: { sessionId: string; ended: string | null },
): Promise<void> {
  const { numDeletedRows } = await control
    .deleteFrom('owner_session')
    .where('owner_id', '=', account_id)
    .where('id', ended === null ? '!=' : '=', ended ?? sessionId)
    .executeTakeFirst()
  if (ended !== null && numDeletedRows === 0n) {
    throw new ChatError('not_found', 'this session has ended already', { field: 'session_id' })
  }
}

/**
 * After a new password: ends the account's sessions, and the sign-ins that passed the old password and wait for their
 * second factor. Those end first, so that none of them becomes a session afterwards.
 * @param except the token of a session that stays
 */
export async function endSignIns(
  { control }: Pick<AccountDeps, 'control'>,
  account_id: string,
  except: string | null = null,
): Promise<void> {
  // better-auth keeps a challenge under a random name, with the account's id as its value
  await control.deleteFrom('owner_verification').where('value', '=', account_id).execute()
  await control
    .deleteFrom('owner_session')
    .where('owner_id', '=', account_id)
    .$if(except !== null, (query) => query.where('token', '!=', except ?? ''))
    .execute()
}
