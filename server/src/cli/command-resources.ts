import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import { openSecrets } from '../dashboard/secret/open-secrets.ts'
import { createWidgets } from '../dashboard/widgets/widgets.ts'
import { openStore } from '../store/index.ts'
import { resolveCommandConfig } from '../store/one-database.ts'
import type { Store } from '../store/store.ts'
import type { CommandIo } from './command.ts'

/** The same database as the server's, which may be running. */
export interface CommandStore {
  config: Config
  store: Store
  clock: typeof systemClock
}

export type CommandResources = ReturnType<typeof withSecrets>

/** For commands that need no secret, also where the secret is lost. */
export async function withStore<T>({ env }: CommandIo, act: (opened: CommandStore) => Promise<T>): Promise<T> {
  const config = resolveCommandConfig(env)
  const store = await openStore({ ...config, clock: systemClock, log: silentLog })
  try {
    return await act({ config, store, clock: systemClock })
  } finally {
    await store.close()
  }
}

/** @throws ConfigError if the secret is not that of the database */
export function withResources<T>(io: CommandIo, act: (resources: CommandResources) => Promise<T>): Promise<T> {
  return withStore(io, async (opened) => act(withSecrets(opened, await openSecrets(opened.store, opened.config))))
}

export const withSecrets = (opened: CommandStore, secrets: Secrets) => ({
  ...opened,
  secrets,
  widgets: createWidgets({ ...opened.store, secrets, clock: opened.clock }),
})
