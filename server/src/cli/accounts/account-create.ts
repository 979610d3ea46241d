import { email as emailSchema, newPassword } from '@imbachat/protocol/http/account/session'
import { z } from 'zod'
import { type Command, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { warnOfGuess } from '../guessed-address.ts'
import { byOptions } from '../values.ts'

export const accountCreate: Command = {
  name: 'account create',
  summary: 'Create a dashboard account; the first one owns the existing widgets',
  options: {
    email: { value: 'EMAIL', required: true, help: 'email to sign in with' },
    'password-stdin': { help: 'read the password from standard input; a trailing line break is ignored' },
    json: { help: 'print JSON: {"id", "email"}' },
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
      const account = await createAccounts({ control: store.control, secrets, config, clock }).create({
        email,
        password,
      })
      print(
        given.on('json')
          ? JSON.stringify({ id: account.account_id, email: account.email })
          : `${account.email} can sign in at ${config.publicUrl}/dashboard`,
      )
      if (!given.on('json')) warnOfGuess(io, config.publicUrl)
    })
  },
}
