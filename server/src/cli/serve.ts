import { resolveConfig } from '../config/config.ts'
import { mustBeContained, mustShareSecret } from '../config/container.ts'
import { parseEnv } from '../config/env.ts'
import { LIMIT_NAMES, LIMITS, type LimitName, shownDefault, shownMeaning } from '../config/limits.ts'
import type { Command } from './command.ts'
import { columns } from './help.ts'

/** The image has no shell and no npm. */
const IN_IMAGE = '/usr/bin/bun dist/server/imbachat.js'

export const serve: Command = {
  name: 'serve',
  summary: 'Run the server, without the demo site',
  options: {},
  notes: `Limits (environment variables):\n\n${columns(LIMIT_NAMES.map(asLine))}`,
  async run(_given, { env, print, isTerminal }) {
    if (env.IN_CONTAINER) {
      const config = resolveConfig(parseEnv(env))
      mustBeContained(config)
      mustShareSecret(config)
    }
    const { startServer } = await import('../main.ts')
    const { config, accounts } = await startServer(env)
    print(`ImbaChat runs at ${config.publicUrl}, the dashboard at ${config.publicUrl}/dashboard`)
    // standard output of a service is kept in a log, where others may read it
    if (!isTerminal) {
      const command = env.IN_CONTAINER ? `docker exec CONTAINER ${IN_IMAGE} setup-link` : 'imbachat setup-link'
      if (await accounts.setupOpen()) print(`Create your account: "${command}" prints a link for it`)
      return
    }
    const setupLink = await accounts.setupLink()
    if (setupLink !== null) print(`Create your account (works once): ${setupLink}`)
  },
}

function asLine(name: LimitName): [string, string] {
  const limit = LIMITS[name]
  return [name, `${shownMeaning(limit).replaceAll('`', '')} (${shownDefault(limit)})`]
}
