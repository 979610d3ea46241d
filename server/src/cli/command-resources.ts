import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import type { Config } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import { type AuditEntry, createAudit } from '../dashboard/audit/audit.ts'
import { openSecrets } from '../dashboard/secret/open-secrets.ts'
import { createWidgets } from '../dashboard/widgets/widgets.ts'
import { createEgress } from '../egress/egress.ts'
import { createWebhookCall } from '../site/call-webhook.ts'
import { openStore } from '../store/index.ts'
import { resolveCommandConfig } from '../store/one-database.ts'
import type { Store } from '../store/store.ts'
import { createWebhooks } from '../webhooks/webhooks.ts'
import { BY_COMMAND_LINE } from './by-command-line.ts'
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

export function withSecrets(opened: CommandStore, secrets: Secrets) {
  const { store, clock, config } = opened
  const { loopback, egressAllow, limits } = config
  const egress = createEgress({ allowLoopback: loopback, allow: egressAllow })
  return {
    ...opened,
    secrets,
    /** The audit log has what the dashboard would have written. */
    record: (entry: Pick<AuditEntry, 'widget_id' | 'action' | 'target' | 'details'>) =>
      createAudit({ ...store, clock }).record([
        { ...entry, actor: { account_id: null, email: BY_COMMAND_LINE.email }, address: null },
      ]),
    widgets: createWidgets({ ...store, secrets, clock }),
    webhooks: createWebhooks({
      ...store,
      secrets,
      events: store.chat,
      call: createWebhookCall(egress),
      // a server that runs looks by itself
      changed() {},
      clock,
      limits,
    }),
  }
}
