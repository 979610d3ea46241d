import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/src/chat/clock.ts'
import { silentLog } from '../../server/src/chat/log.ts'
import { loadSecrets, type Secrets } from '../../server/src/config/secrets.ts'
import { createWidgets } from '../../server/src/dashboard/widgets/widgets.ts'
import { openStore } from '../../server/src/store/index.ts'
import type { Store } from '../../server/src/store/store.ts'
import type { Client } from '../load/dialects.ts'

/** A server's stored data, filled before it starts. */
export interface World {
  dataDir: string
  databaseUrl: string | undefined
  widgetId: number
  /** a user in a room, with a token signed as the site does */
  client(userId: string, room: number): Client
  remove(): void
}

/** Stores and secrets through which a world is filled. */
export interface Content {
  store: Store
  secrets: Secrets
  widgetId: number
}

/**
 * Makes a DATA_DIR with one widget and lets `fill` add rooms and users to its store. The bench is the site: the server
 * requests no users from anywhere.
 */
export async function makeWorld(
  fill: (db: Store['control'], widgetId: number, content: Content) => Promise<void>,
  databaseUrl?: string,
): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-bench-'))
  const store = await openStore({ dataDir, databaseUrl, clock: systemClock, log: silentLog })
  try {
    const secrets = loadSecrets({ secret: undefined, dataDir })
    const widgets = createWidgets({ ...store, secrets, clock: systemClock })
    const { id: widgetId } = await widgets.create(null, {
      name: 'Bench',
      // mail is sent only if the server has a mail server
      settings: { messages_per_minute: 6_000, users_ttl_seconds: 86_400, mail: true },
    })
    await fill(store.control, widgetId, { store, secrets, widgetId })
    const key = (await widgets.find(widgetId))?.secretKeys[0] ?? ''
    return {
      dataDir,
      databaseUrl,
      widgetId,
      client: (userId, room) => ({ room, widgetId, token: signed(key, userId) }),
      remove: () => rmSync(dataDir, { recursive: true, force: true }),
    }
  } finally {
    await store.close()
  }
}

const TOKEN_SECONDS = 3600

function signed(key: string, userId: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS
  const head = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id: userId, exp })}`
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`
}
