import type { KeyKind, KeyUseName } from '@imbachat/protocol/http/widget/widget-keys'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import { keyMark } from '../../chat/identity/signing-keys.ts'
import type { Log } from '../../chat/log.ts'
import type { KeyNotes } from '../../chat/widget.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'
import { keyPurpose } from './key-purpose.ts'

/** Milliseconds between two writes, and until a use of the same key is written again. */
const WRITE_EVERY = 20_000
const AGAIN_AFTER = 60_000

/**
 * When a site last used each of its keys, so that an owner who replaces one sees whether the site has moved over. A use
 * costs a look into a map; it is written at most once a minute and key, by each node.
 */
export interface KeyUse extends KeyNotes {
  /** Writes the uses that are in memory. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Noted {
  widget_id: number
  kind: KeyKind
  mark: string
  use: KeyUseName
  at: number
}

export function createKeyUse({
  control,
  readDb,
  secrets,
  clock,
  log,
}: {
  control: Kysely<Database>
  readDb: Kysely<Database>
  secrets: Secrets
  clock: Clock
  log: Log
}): KeyUse {
  let waiting = new Map<string, Noted>()
  const written = new Map<string, number>()
  let cancel = () => {}
  let closed = false

  async function flush(): Promise<void> {
    const noted = waiting
    waiting = new Map()
    for (const [name, use] of noted) {
      written.set(name, use.at)
      await write(use).catch((error: unknown) => log.warn('the use of a key could not be stored', { error }))
    }
    for (const [name, at] of written) if (at < clock.now() - AGAIN_AFTER) written.delete(name)
  }

  /** The key may have been replaced since: it is found by its mark, not by its place. */
  async function write({ widget_id, kind, mark, use, at }: Noted): Promise<void> {
    const rows = await readDb
      .selectFrom('widget_secret')
      .select(['id', 'sealed'])
      .where('widget_id', '=', widget_id)
      .where('kind', '=', kind)
      .execute()
    const row = rows.find(({ sealed }) => keyMark(secrets.open(sealed, keyPurpose(widget_id, kind))) === mark)
    if (row === undefined) return
    await control
      .updateTable('widget_secret')
      .set({ used_at: at, used_for: use })
      .where('widget_id', '=', widget_id)
      .where('kind', '=', kind)
      .where('id', '=', row.id)
      .execute()
  }

  function schedule(): void {
    cancel = clock.after(WRITE_EVERY, () => void flush().finally(() => closed || schedule()))
  }
  schedule()

  return {
    note(widget_id, kind, mark, use) {
      const name = `${widget_id} ${kind} ${mark}`
      const now = clock.now()
      const last = written.get(name)
      if (last !== undefined && Math.abs(now - last) < AGAIN_AFTER) return
      waiting.set(name, { widget_id, kind, mark, use, at: now })
    },
    flush,
    async close() {
      closed = true
      cancel()
      await flush()
    },
  }
}
