import { inProcessBus } from './bus/in-process.ts'
import { natsBus } from './bus/nats.ts'
import type { Bus } from './chat/bus.ts'
import type { Clock } from './chat/clock.ts'
import type { Log } from './chat/log.ts'
import type { ChatStore } from './chat/ports.ts'
import { noSearch } from './chat/search/no-search.ts'
import { sharedRates } from './chat/shared-rates.ts'
import type { Config } from './config/config.ts'
import { bindKeys } from './dashboard/keys/bind-keys.ts'
import { openSecrets } from './dashboard/secret/open-secrets.ts'
import { countStore } from './dashboard/statistics/count-store.ts'
import { createStatistics } from './dashboard/statistics/statistics.ts'
import { openFiles } from './files/index.ts'
import { createFileCleaner } from './store/cleaning/clean-files.ts'
import { createWidgetEraser } from './store/cleaning/erase-widgets.ts'
import { forgetOldEvents } from './store/cleaning/forget-events.ts'
import { releaseJobs } from './store/due-jobs.ts'
import { openStore } from './store/index.ts'
import { noteDatabase } from './store/one-database.ts'
import { removeSearch, searchWhenNeeded } from './store/search/open-search.ts'
import { shareTimeline } from './store/share-timeline.ts'
import { noDiskGuard, openDiskGuard } from './store/sqlite/writer/disk-guard.ts'
import type { Store } from './store/store.ts'
import type { Metrics } from './telemetry/metrics.ts'
import type { Trace } from './telemetry/trace.ts'
import { endUnreadLog, readersWithoutLog } from './webhooks/webhooks.ts'

/** Parts of this layer that a test may replace. */
export interface StoreBases {
  opened: Store
  store: ChatStore
  bus: Bus
}

interface StoreDeps {
  config: Config
  clock: Clock
  log: Log
  metrics: Metrics | null
  trace: Trace | null
  around: { [Part in keyof StoreBases]?: (basis: StoreBases[Part]) => StoreBases[Part] }
  /** the store can't go on */
  onDeath(error: Error): void
  onFull(): void
}

export type Stored = Awaited<ReturnType<typeof wireStore>>

/** Wires the store, the bus, the files, and their clean-up, in this order. */
export async function wireStore({ config, clock, log, metrics, trace, around, onDeath, onFull }: StoreDeps) {
  const { limits, natsUrl } = config
  let cleanUp = () => {}
  const disk =
    config.databaseUrl === undefined
      ? await openDiskGuard({
          dataDir: config.dataDir,
          bytes: limits.DISK_BALLAST_BYTES,
          clock,
          log,
          onFull() {
            cleanUp()
            onFull()
          },
        })
      : noDiskGuard
  const opened = await openStore({ ...config, disk, clock, log, onDeath })
  const store = around.opened?.(opened) ?? opened
  const { control, readDb, slowReadDb } = store
  const secrets = await openSecrets(store, config).catch(async (error: unknown) => {
    await store.close()
    throw error
  })
  noteDatabase(config)
  await bindKeys({ control, readDb, secrets }, log)
  const statistics = createStatistics({ control, readDb: slowReadDb, clock, log })
  const givenStore = around.store?.(store.chat) ?? store.chat
  const plainStore = trace ? trace.aroundStore(givenStore) : givenStore
  const chatStore = countStore(metrics ? metrics.timingCommits(plainStore) : plainStore, statistics.counters, clock)
  if (!config.search) await removeSearch(store, config)
  const search = config.search ? searchWhenNeeded({ ...config, log }) : noSearch

  const ownBus = natsUrl === undefined ? inProcessBus(log) : natsBus({ url: natsUrl, space: secrets.busSpace, log })
  const givenBus = around.bus?.(ownBus) ?? ownBus
  const bus = trace ? trace.aroundBus(givenBus) : givenBus
  const rates = sharedRates(bus, clock)
  const stopTimeline = store.timeline ? shareTimeline(store.timeline, bus, clock) : () => {}

  // With S3, this machine has only files that are being inspected, and other nodes need none of them.
  const folder = config.s3 === undefined ? config.filesDir : config.dataDir
  const filesPlace = { folder, s3: config.s3, key: secrets.fileKey }
  const { files, space, close: closeFiles } = openFiles({ ...filesPlace, limits, rates, clock, log })
  const cleaner = createFileCleaner({ ...files, chat: store.chat, control, readDb, clock, log, limits })
  cleanUp = cleaner.wake
  const forgetting = forgetOldEvents({
    chat: store.chat,
    async tidy(logged) {
      for (const widget_id of await readersWithoutLog({ readDb }))
        await store.chat.keepEvents({ widget_id, keep: true })
      for (const widget_id of logged) await endUnreadLog({ control, events: store.chat, clock }, widget_id)
    },
    ...{ readDb, limits, clock, log },
  })
  const eraser = createWidgetEraser({ control, readDb, search, removeFilesOf: cleaner.removeFilesOf, clock, log })

  return {
    ...{ disk, store, secrets, statistics, chatStore, search, bus, rates, files, space, eraser },
    async start(): Promise<void> {
      if (natsUrl === undefined) await releaseJobs(control, clock.now())
      cleaner.start()
      eraser.start()
      forgetting.start()
    },
    /** Nothing comes from other nodes any more. */
    async closeBus(): Promise<void> {
      stopTimeline()
      await bus.close()
    },
    closeFiles,
    /** Call it last: other parts write until they are closed. */
    async close(): Promise<void> {
      await eraser.close()
      await search.close()
      await cleaner.close()
      await forgetting.close()
      await store.close()
      disk.close()
    },
  }
}
