import { statfsSync, statSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { RequestName } from '@imbachat/protocol'
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client'
import type { Bus, BusLink } from '../chat/bus.ts'
import type { ChatStore } from '../chat/ports.ts'
import { type Egress, EgressError } from '../egress/egress.ts'

/** The result of a request: answered, refused with a stable code, or failed by a fault of the server. */
export type Outcome = 'ok' | 'refused' | 'failed'

/** An error that no code handled: a rejected promise, or an exception. */
export type UnhandledKind = 'rejection' | 'exception'

/** A connection's transport. */
export interface Connections {
  websockets: number
  streams: number
}

/**
 * Figures of this node in the format of Prometheus. Labels are names from the code, never data of users or sites, so
 * the number of series has a bound.
 */
export interface Metrics {
  /** One realtime request; `ms` from its arrival to its answer. */
  request(name: RequestName, outcome: Outcome, ms: number): void
  /** One HTTP request, by the pattern of its route. */
  http(route: string, status: number, ms: number): void
  /** The same store; its messages are timed from the call to the commit. */
  timingCommits(store: ChatStore): ChatStore
  /** The same egress; its calls are counted. */
  countingCalls(egress: Egress): Egress
  /** The same handler; its runs are counted. */
  countingJobs<Run extends unknown[]>(
    kind: string,
    handler: (...run: Run) => Promise<unknown>,
  ): (...run: Run) => Promise<unknown>
  unhandled(kind: UnhandledKind): void
  watch(parts: Watched): void
  /** @returns the text of a scrape */
  text(): Promise<string>
  close(): void
}

interface Watched {
  connections(): Connections
  bus: Bus
  /** folders whose free space is measured, and files whose size is */
  dataDir: string
  filesDir: string
  databaseFile: string | null
  /** what goes through the process that forwards the media of calls */
  media(): { calls: number; parties: number; forwarded: number; restarts: number }
}

/** Each operation has these: together they must stay a small scrape. */
const OPERATION_SECONDS = [0.005, 0.025, 0.1, 0.5, 2.5]
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const LINKS: readonly BusLink[] = ['alone', 'joined', 'away']

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'imbachat_requests_total',
    help: 'Realtime requests by operation and outcome',
    labelNames: ['operation', 'outcome'],
    registers,
  })
  const requestSeconds = new Histogram({
    name: 'imbachat_request_duration_seconds',
    help: 'From the arrival of a realtime request to its answer',
    labelNames: ['operation'],
    buckets: OPERATION_SECONDS,
    registers,
  })
  const httpRequests = new Counter({
    name: 'imbachat_http_requests_total',
    help: 'HTTP requests by route and class of status',
    labelNames: ['route', 'status'],
    registers,
  })
  const httpSeconds = new Histogram({
    name: 'imbachat_http_request_duration_seconds',
    help: 'Duration of HTTP requests',
    buckets: SECONDS,
    registers,
  })
  const commitSeconds = new Histogram({
    name: 'imbachat_commit_duration_seconds',
    help: 'From taking a message to its commit, which is synced to the disk',
    buckets: SECONDS,
    registers,
  })
  const commitsWaiting = new Gauge({
    name: 'imbachat_commits_waiting',
    help: 'Messages that wait for their commit',
    registers,
  })
  const siteCalls = new Counter({
    name: 'imbachat_site_calls_total',
    help: 'Calls to sites by outcome: ok, or the reason of the failure',
    labelNames: ['outcome'],
    registers,
  })
  const siteSeconds = new Histogram({
    name: 'imbachat_site_call_duration_seconds',
    help: 'Duration of calls to sites',
    buckets: SECONDS,
    registers,
  })
  const jobs = new Counter({
    name: 'imbachat_jobs_total',
    help: 'Runs of background jobs by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  })
  const unhandled = new Counter({
    name: 'imbachat_unhandled_errors_total',
    help: 'Errors that no code handled: rejected promises, and exceptions, which end the process',
    labelNames: ['kind'],
    registers,
  })
  const published = new Counter({
    name: 'imbachat_events_total',
    help: 'Events that this node published or received, by kind',
    labelNames: ['event', 'from'],
    registers,
  })
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  processFigures(registers, delay)

  return {
    request(operation, outcome, ms) {
      requests.inc({ operation, outcome })
      requestSeconds.observe({ operation }, ms / 1000)
    },
    http(route, status, ms) {
      httpRequests.inc({ route, status: `${Math.floor(status / 100)}xx` })
      httpSeconds.observe(ms / 1000)
    },
    timingCommits(store) {
      return {
        ...store,
        async appendMessage(input) {
          const started = performance.now()
          commitsWaiting.inc()
          try {
            return await store.appendMessage(input)
          } finally {
            commitsWaiting.dec()
            commitSeconds.observe((performance.now() - started) / 1000)
          }
        },
      }
    },
    countingCalls(egress) {
      return {
        async request(request) {
          const started = performance.now()
          try {
            const response = await egress.request(request)
            siteCalls.inc({ outcome: response.status < 400 ? 'ok' : `${Math.floor(response.status / 100)}xx` })
            return response
          } catch (error) {
            siteCalls.inc({ outcome: error instanceof EgressError ? error.code : 'failed' })
            throw error
          } finally {
            siteSeconds.observe((performance.now() - started) / 1000)
          }
        },
      }
    },
    countingJobs:
      (kind, handler) =>
      (...run) =>
        handler(...run).then(
          (result) => {
            jobs.inc({ kind, outcome: 'ok' })
            return result
          },
          (error: unknown) => {
            jobs.inc({ kind, outcome: 'failed' })
            throw error
          },
        ),
    unhandled: (kind) => unhandled.inc({ kind }),
    watch({ connections, bus, dataDir, filesDir, databaseFile, media }) {
      mediaFigures(registers, media)
      new Gauge({
        name: 'imbachat_connections',
        help: 'Open connections',
        labelNames: ['transport'],
        registers,
        collect() {
          const { websockets, streams } = connections()
          this.set({ transport: 'websocket' }, websockets)
          this.set({ transport: 'stream' }, streams)
        },
      })
      const link = new Gauge({
        name: 'imbachat_bus_link',
        help: '1 for the state of the link to other nodes: alone, joined, or away when NATS is unreachable',
        labelNames: ['state'],
        registers,
      })
      const show = (now: BusLink) => {
        for (const state of LINKS) link.set({ state }, state === now ? 1 : 0)
      }
      show(bus.link())
      bus.onLink(show)
      bus.subscribe((event, from) =>
        published.inc({ event: event.t, from: from === bus.node_id ? 'here' : 'elsewhere' }),
      )
      storageFigures(registers, { dataDir, filesDir, databaseFile })
    },
    text: () => registry.metrics(),
    close: () => delay.disable(),
  }
}

function mediaFigures(registers: Registry[], media: Watched['media']): void {
  new Gauge({
    name: 'imbachat_forwarded_calls',
    help: 'Calls and parties whose media this node forwards',
    labelNames: ['of'],
    registers,
    collect() {
      const { calls, parties } = media()
      this.set({ of: 'calls' }, calls)
      this.set({ of: 'parties' }, parties)
    },
  })
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  total('imbachat_media_restarts_total', 'How often the process that forwards media died', () => media().restarts)
}

function processFigures(registers: Registry[], delay: ReturnType<typeof monitorEventLoopDelay>): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('process_resident_memory_bytes', 'Resident memory of the process', () => process.memoryUsage.rss())
  gauge('process_start_time_seconds', 'When the process started', () => performance.timeOrigin / 1000)
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process, all threads',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1e6)
    },
  })
  const lateness = new Summary({
    name: 'imbachat_event_loop_delay_seconds',
    help: 'How late the event loop was; the quantiles are of the time since the last scrape',
    registers,
  })
  const described = lateness.get.bind(lateness)
  let [sum, count] = [0, 0]
  lateness.get = async () => {
    if (delay.count > 0) sum += (delay.mean * delay.count) / 1e9
    count += delay.count
    const values = [
      { labels: { quantile: 0.5 }, value: delay.percentile(50) / 1e9 },
      { labels: { quantile: 0.99 }, value: delay.percentile(99) / 1e9 },
      { labels: { quantile: 1 }, value: delay.max / 1e9 },
      { metricName: 'imbachat_event_loop_delay_seconds_sum', labels: {}, value: sum },
      { metricName: 'imbachat_event_loop_delay_seconds_count', labels: {}, value: count },
    ]
    delay.reset()
    return { ...(await described()), values }
  }
}

function storageFigures(
  registers: Registry[],
  { dataDir, filesDir, databaseFile }: Pick<Watched, 'dataDir' | 'filesDir' | 'databaseFile'>,
): void {
  new Gauge({
    name: 'imbachat_disk_free_bytes',
    help: 'Free space where the data and the files lie',
    labelNames: ['place'],
    registers,
    collect() {
      this.set({ place: 'data' }, freeBytes(dataDir))
      this.set({ place: 'files' }, freeBytes(filesDir))
    },
  })
  if (databaseFile === null) return
  new Gauge({
    name: 'imbachat_database_bytes',
    help: 'Size of the SQLite database',
    registers,
    collect() {
      this.set(statSync(databaseFile, { throwIfNoEntry: false })?.size ?? 0)
    },
  })
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}
