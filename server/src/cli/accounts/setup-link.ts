import type { Command } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { warnOfGuess } from '../guessed-address.ts'

export const setupLink: Command = {
  name: 'setup-link',
  summary: 'Print a one-time link that creates the first dashboard account; the link before it ends',
  options: {},
  async run(_given, io) {
    await withResources(io, async ({ store, secrets, config, clock }) => {
      // better-auth takes a while to load; the other commands do without it
      const { createAccounts } = await import('../../dashboard/accounts/accounts.ts')
      const link = await createAccounts({ control: store.control, secrets, config, clock }).setupLink()
      if (link === null)
        throw new Error('this server has an account already: sign in, or use "imbachat account password"')
      io.print(link)
      warnOfGuess(io, config.publicUrl)
    })
  },
}
