import type { Bus } from './chat/bus.ts'
import type { DiskSpace } from './files/disk-space.ts'
import type { Readiness } from './http/health.ts'
import type { DiskGuard } from './store/sqlite/writer/disk-guard.ts'
import type { Store } from './store/store.ts'

/** One look serves all who ask within so many milliseconds: anybody may ask, and each look is a write. */
const SERVES_MS = 2_000
/** Milliseconds until a part counts as not answering. */
const PATIENCE_MS = 3_000

interface ReadinessDeps {
  store: Pick<Store, 'readDb' | 'control'>
  disk: Pick<DiskGuard, 'isFull'>
  space: Pick<DiskSpace, 'free'>
  bus: Pick<Bus, 'link'>
}

/** Reports whether this node can do all of its work, and which parts fail. */
export function createReadiness({ store, disk, space, bus }: ReadinessDeps): () => Promise<Readiness> {
  let looked: { at: number; answer: Promise<Readiness> } | null = null

  async function look(): Promise<Readiness> {
    const [database, free] = await Promise.all([lookAtDatabase(), space.free().catch(() => -1)])
    return {
      database,
      disk: disk.isFull() ? 'full' : free < 0 ? 'low' : 'ok',
      bus: bus.link() === 'away' ? 'away' : 'ok',
    }
  }

  async function lookAtDatabase(): Promise<Readiness['database']> {
    const reads = store.readDb.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
    if (!(await inTime(reads))) return 'no_answer'
    if (disk.isFull()) return 'read_only'
    // changes nothing, and is committed
    const writes = store.control
      .updateTable('installation')
      .set(({ ref }) => ({ epoch: ref('epoch') }))
      .execute()
    return (await inTime(writes)) ? 'ok' : 'read_only'
  }

  return () => {
    const now = performance.now()
    if (!looked || now - looked.at > SERVES_MS) looked = { at: now, answer: look() }
    return looked.answer
  }
}

async function inTime(work: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), PATIENCE_MS)
  work.then(
    () => resolve(true),
    () => resolve(false),
  )
  return promise.finally(() => clearTimeout(timer))
}
