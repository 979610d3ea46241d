import type { Command } from './command.ts'

export const serve: Command = {
  name: 'serve',
  summary: 'Run the server, without the demo site',
  options: {},
  async run(_given, { env, print }) {
    const { startServer } = await import('../main.ts')
    const { config, accounts } = await startServer(env)
    print(`ImbaChat runs at ${config.publicUrl}, its cabinet at ${config.publicUrl}/cabinet`)
    const setupLink = await accounts.setupLink()
    if (setupLink !== null) print(`Make your account (works once): ${setupLink}`)
  },
}
