import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { loadSecrets } from '../config/secrets.ts'
import { createWidgets } from '../owner/widgets/widgets.ts'
import { openStore } from '../store/index.ts'
import type { CommandIo } from './command.ts'

/** The resources of commands: the same DATA_DIR as the server, which may be running. */
async function openResources({ env }: CommandIo) {
  const config = resolveConfig(parseEnv(env))
  const secrets = loadSecrets(config)
  const store = await openStore({ ...config, clock: systemClock, log: silentLog })
  const widgets = createWidgets({ ...store, secrets, clock: systemClock })
  return { config, secrets, store, clock: systemClock, widgets }
}

export type CommandResources = Awaited<ReturnType<typeof openResources>>

export async function withResources<T>(io: CommandIo, act: (resources: CommandResources) => Promise<T>): Promise<T> {
  const resources = await openResources(io)
  try {
    return await act(resources)
  } finally {
    await resources.store.close()
  }
}
