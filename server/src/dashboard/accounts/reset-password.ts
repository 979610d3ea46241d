import { ChatError } from '@imbachat/protocol'
import { NO_WIDGET } from '../audit/audit.ts'
import type { AccountDeps } from './account-deps.ts'
import { checkNewPassword } from './check-password.ts'
import { accountByEmail } from './first-account.ts'
import { endSignIns } from './sessions.ts'

/**
 * By the person with a shell on the machine. The sessions end last, so that none is made with the old password after
 * that.
 * @throws ChatError not_found, invalid_field
 */
export async function resetPassword(
  { auth, control, clock }: AccountDeps,
  email: string,
  { password, twoFactor }: { password: string; twoFactor: 'off' | 'as it is' },
): Promise<void> {
  checkNewPassword(password, email)
  const account = await accountByEmail(control, email)
  if (account === null) throw new ChatError('not_found', `there is no account of ${email}`, { field: 'email' })
  const { account_id: id } = account
  const { password: passwords } = await (await auth()).$context
  await control
    .updateTable('owner_credential')
    .set({ password: await passwords.hash(password) })
    .where('owner_id', '=', id)
    .where('provider_id', '=', 'credential')
    .execute()
  if (twoFactor === 'off') {
    await control.updateTable('owner').set({ two_factor_enabled: 0 }).where('id', '=', id).execute()
    await control.deleteFrom('owner_two_factor').where('owner_id', '=', id).execute()
  }
  await endSignIns({ control }, id)
  const at = clock.now()
  const details = JSON.stringify({ two_factor: twoFactor })
  await control
    .insertInto('audit')
    .values({
      widget_id: NO_WIDGET,
      id: Bun.randomUUIDv7('hex', at),
      at,
      actor: '',
      action: 'password.reset',
      target: email,
      details,
    })
    .execute()
}
