import { join } from 'node:path'
import { getJwt } from '@imbachat/demo/token'
import type { WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import { dataDirWithTables, freshDataDir } from '@imbachat/server/store/testing/data-dir'
import { freePort } from '@imbachat/server/testing/free-port'
import { check } from '../checker/check.ts'
import type { Entry } from '../checker/history.ts'
import { readStore } from '../checker/read-store.ts'
import type { StoredEvent } from '../checker/store-export.ts'
import { type HistoryRecorder, historyRecorder } from '../load/history-recorder.ts'
import { LoadClient, type LoadClientOptions } from '../load/load-client.ts'
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from './server-process.ts'

export interface Widget {
  id: number
  secretKey: string
}

export interface StageOptions extends Partial<Omit<ServerProcessOptions, 'port'>> {
  usersInfoUrl?: string | null
  /** of its widgets */
  settings?: Partial<WidgetSettings>
  widgets?: number
  /** servers of one service; several servers need a database and a bus in `env` */
  nodes?: number
}

/** The result of a scenario. `broken` is empty if every promise was kept. */
export interface Verdict {
  acked: number
  /** acked reactions, and acked changes of users' own state */
  reactions: number
  own: number
  stored: number
  /** the event logs */
  events: StoredEvent[]
  /** how often a client noticed a missing change, requested it, and got it */
  gaps: number
  broken: string[]
  history: HistoryRecorder
}

const TOKEN_SECONDS = 3_600
const RETRY_MS = 150
const SHARED_SECRET = 'the same for all servers of a chaos run'

/** Other nodes know of an event log after a second. */
const LOG_KNOWN_MS = 1_500

/** Milliseconds that clients may take to catch up at the end. A message that takes longer counts as lost. */
const ENDING_MS = 60_000

/** Older code makes its own tables. */
async function placeOf({ dataDir, code }: StageOptions) {
  if (dataDir !== undefined) return { dataDir, remove() {} }
  return code === undefined ? dataDirWithTables() : freshDataDir()
}

/** Real servers in separate processes, clients with histories, and the checker at the end. */
export class Stage {
  readonly dataDir: string
  readonly widgets: Widget[] = []
  readonly clients: LoadClient[] = []
  readonly history = historyRecorder()
  readonly nodes: ServerProcess[] = []
  readonly #options: StageOptions
  #clockAhead = 0
  readonly #removeData: () => void
  #code: string | undefined

  private constructor(dataDir: string, removeData: () => void, options: StageOptions) {
    this.dataDir = dataDir
    this.#removeData = removeData
    this.#options = options
    this.#code = options.code
  }

  static async set(options: StageOptions = {}): Promise<Stage> {
    const { dataDir, remove } = await placeOf(options)
    const stage = new Stage(dataDir, remove, options)
    for (let n = 0; n < (options.nodes ?? 1); n++) await stage.#start(n)
    for (let n = 0; n < (options.widgets ?? 1); n++) {
      // the first one has an event log, which the checker compares with its messages
      const { usersInfoUrl = null, settings = {} } = options
      const { id, secretKey } = await stage.server.makeWidget({ usersInfoUrl, settings, log: n === 0 })
      stage.widgets.push({ id, secretKey })
    }
    if (stage.nodes.length > 1) await Bun.sleep(LOG_KNOWN_MS)
    return stage
  }

  /** The first server, for scenarios with a single one. */
  get server(): ServerProcess {
    return this.#node(0)
  }

  /** Starts a server again with the same port and data. */
  restart(node = 0): Promise<void> {
    return this.#start(node)
  }

  /** Sets the clocks of all servers, also of those that start later: milliseconds ahead of the machine's. */
  setClock(ahead: number): void {
    this.#clockAhead = ahead
    for (const node of this.nodes) if (node.running) node.send({ t: 'clock', ahead })
  }

  /** Servers that start from now on run this version's code. */
  upgrade(): void {
    this.#code = undefined
  }

  async #start(node: number): Promise<void> {
    const { nodes = 1, env = {}, prefix = [] } = this.#options
    this.nodes[node] = await startServerProcess({
      prefix,
      code: this.#code,
      port: this.nodes[node]?.port ?? freePort(),
      // The nodes' shared data is not on their disks.
      dataDir: nodes === 1 ? this.dataDir : join(this.dataDir, String(node)),
      env: {
        ...(nodes > 1 && { SECRET: SHARED_SECRET, FILES_DIR: join(this.dataDir, 'files') }),
        ...(this.#clockAhead > 0 && { CLOCK_AHEAD: String(this.#clockAhead) }),
        ...env,
      },
    })
  }

  #node(n: number): ServerProcess {
    const node = this.nodes[n]
    if (!node) throw new Error(`there is no server ${n}`)
    return node
  }

  /** Chooses as a proxy in front of the servers does: any running server. */
  anyPort(): number {
    const up = this.nodes.filter(({ running }) => running)
    return (up[Math.floor(Math.random() * up.length)] ?? this.server).port
  }

  /** A widget whose clients write no histories, so that the checker ignores it. */
  unwatchedWidget(): Promise<Widget> {
    const { usersInfoUrl = null, settings = {} } = this.#options
    return this.server.makeWidget({ usersInfoUrl, settings })
  }

  /** A client of one user; `device` if the user has several. */
  client(
    user: string,
    more: Partial<LoadClientOptions> & { device?: string; of?: Widget; port?: () => number } = {},
  ): LoadClient {
    const { device = 'desk', of = this.widgets[0], port = () => this.anyPort(), ...options } = more
    if (!of) throw new Error('there is no widget')
    const client = new LoadClient({
      client: `${of.id}/${user}/${device}`,
      user,
      widget: of.id,
      url: () => `ws://127.0.0.1:${port()}/imbachat/v1/${of.id}/ws`,
      token: () => getJwt(user, of.secretKey, TOKEN_SECONDS),
      record: this.history.record,
      retryMs: () => Math.random() * RETRY_MS,
      ...options,
    })
    this.clients.push(client)
    return client
  }

  /** Lets every client catch up, then checks all histories against the store. */
  async verdict(): Promise<Verdict> {
    const broken = await this.#endAll()
    const store = await readStore(
      { dataDir: this.dataDir, databaseUrl: this.#options.env?.DATABASE_URL },
      this.widgets.map(({ id }) => id),
    )
    const { history } = this
    const acked = this.count('acked')
    const gaps = this.clients.reduce((sum, client) => sum + client.gaps, 0)
    return {
      acked,
      reactions: this.count('reaction_acked'),
      own: this.count('own_acked'),
      stored: store.messages.length,
      events: store.events,
      gaps,
      broken: [...broken, ...check(history.entries, store)],
      history,
    }
  }

  /** Entries of this kind in all histories. */
  count(t: Entry['t']): number {
    return this.history.entries.filter((entry) => entry.t === t).length
  }

  async #endAll(): Promise<string[]> {
    const late = Bun.sleep(ENDING_MS).then(() => 'late' as const)
    const all = async () => {
      // Every client finishes writing before any client reads for the last time.
      await Promise.all(this.clients.map((client) => client.drained()))
      await Promise.all(this.clients.map((client) => client.end()))
    }
    if ((await Promise.race([all(), late])) !== 'late') return []
    return [`MSG-1 SYNC-1: ${ENDING_MS / 1000} s after the last fault, not every client was answered and up to date`]
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.leave()
    await Promise.all(this.nodes.map((node) => node.running && node.kill('SIGTERM')))
    this.#removeData()
  }
}
