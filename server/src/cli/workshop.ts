import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { loadSecrets } from '../config/secrets.ts'
import { createWidgets } from '../owner/widgets/widgets.ts'
import { openStore } from '../store/index.ts'
import type { CommandIo } from './command.ts'

/** The resources of commands: the same DATA_DIR as the server, which may be running. */
async function openWorkshop({ env }: CommandIo) {
  const config = resolveConfig(parseEnv(env))
  const secrets = loadSecrets(config)
  const store = await openStore({ ...config, clock: systemClock, log: silentLog })
  const widgets = createWidgets({ ...store, secrets, clock: systemClock })
  return { config, secrets, store, clock: systemClock, widgets }
}

export type Workshop = Awaited<ReturnType<typeof openWorkshop>>

export async function inWorkshop<T>(io: CommandIo, act: (workshop: Workshop) => Promise<T>): Promise<T> {
  const workshop = await openWorkshop(io)
  try {
    return await act(workshop)
  } finally {
    await workshop.store.close()
  }
}
