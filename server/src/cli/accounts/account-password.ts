import { email as emailSchema, newPassword } from '@imbachat/protocol/http/account/session'
import { z } from 'zod'
import { type Command, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { byOptions } from '../values.ts'

export const accountPassword: Command = {
  name: 'account password',
  summary: 'Set a new password for a dashboard account; all of its sessions end',
  options: {
    email: { value: 'EMAIL', required: true, help: 'email of the account' },
    'password-stdin': { help: 'read the password from standard input; a trailing line break is ignored' },
    'turn-off-two-factor': { help: 'for an owner who lost both the app and the recovery codes' },
  },
  async run(given, { print, ...io }) {
    const { email } = byOptions(z.object({ email: emailSchema }), { email: given.text('email') })
    if (!given.on('password-stdin')) {
      throw new UsageError(
        '--password-stdin is missing: the password is read from standard input, where other users cannot see it',
      )
    }
    const typed = (await io.readInput()).replace(/\r?\n$/, '')
    const { password } = byOptions(
      z.object({ password: newPassword }),
      { password: typed },
      { password: 'password-stdin' },
    )
    await withResources({ print, ...io }, async ({ store, secrets, config, clock }) => {
      // better-auth takes a while to load; the other commands do without it
      const { createAccounts } = await import('../../dashboard/accounts/accounts.ts')
      const accounts = createAccounts({ control: store.control, secrets, config, clock })
      const twoFactor = given.on('turn-off-two-factor') ? 'off' : 'as it is'
      await accounts.resetPassword(email, { password, twoFactor })
      print(`${email} has a new password; every session has ended`)
    })
  },
}
