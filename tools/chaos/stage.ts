import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getJwt } from '@imbachat/demo/token'
import { check } from '../checker/check.ts'
import { readStore } from '../checker/read-store.ts'
import { type HistoryRecorder, historyRecorder } from '../load/history-recorder.ts'
import { LoadClient, type LoadClientOptions } from '../load/load-client.ts'
import { type ServerProcess, type ServerProcessOptions, startServerProcess } from './server-process.ts'

export interface Widget {
  id: number
  secretKey: string
}

export interface StageOptions extends Partial<Omit<ServerProcessOptions, 'port'>> {
  usersInfoUrl?: string
  widgets?: number
}

/** What a scenario found. `broken` is empty when every promise was kept. */
export interface Verdict {
  acked: number
  stored: number
  broken: string[]
  history: HistoryRecorder
}

const TOKEN_SECONDS = 3_600
const RETRY_MS = 150

/** How long clients may take to catch up at the end. What takes longer is lost. */
const ENDING_MS = 60_000

/** A real server in a process of its own, clients with histories, and the checker at the end. */
export class Stage {
  readonly dataDir: string
  readonly widgets: Widget[] = []
  readonly clients: LoadClient[] = []
  readonly history = historyRecorder()
  server: ServerProcess
  readonly #options: StageOptions
  readonly #ownDir: string | null

  private constructor(server: ServerProcess, dataDir: string, ownDir: string | null, options: StageOptions) {
    this.server = server
    this.dataDir = dataDir
    this.#ownDir = ownDir
    this.#options = options
  }

  static async set(options: StageOptions = {}): Promise<Stage> {
    const ownDir = options.dataDir === undefined ? mkdtempSync(join(tmpdir(), 'imbachat-chaos-')) : null
    const dataDir = options.dataDir ?? join(ownDir ?? '', 'data')
    const stage = new Stage(await startServerProcess({ ...options, port: 0, dataDir }), dataDir, ownDir, options)
    for (let n = 0; n < (options.widgets ?? 1); n++) {
      const { id, secretKey } = await stage.server.makeWidget(options.usersInfoUrl)
      stage.widgets.push({ id, secretKey })
    }
    return stage
  }

  /** Starts the server again on the same port and data. */
  async restart(): Promise<void> {
    this.server = await startServerProcess({ ...this.#options, port: this.server.port, dataDir: this.dataDir })
  }

  /** A client of one user; `device` when he has several. */
  client(
    user: string,
    more: Partial<LoadClientOptions> & { device?: string; of?: Widget; port?: () => number } = {},
  ): LoadClient {
    const { device = 'desk', of = this.widgets[0], port = () => this.server.port, ...options } = more
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

  /** Lets every client answer for what it has, then holds all histories against the store. */
  async verdict(): Promise<Verdict> {
    const broken = await this.#endAll()
    const store = await readStore({ dataDir: this.dataDir, databaseUrl: this.#options.env?.DATABASE_URL })
    const { history } = this
    const acked = history.entries.filter((entry) => entry.t === 'acked').length
    return { acked, stored: store.messages.length, broken: [...broken, ...check(history.entries, store)], history }
  }

  async #endAll(): Promise<string[]> {
    const late = Bun.sleep(ENDING_MS).then(() => 'late' as const)
    const all = async () => {
      // Everybody has written before anybody looks for the last time.
      await Promise.all(this.clients.map((client) => client.drained()))
      await Promise.all(this.clients.map((client) => client.end()))
    }
    if ((await Promise.race([all(), late])) !== 'late') return []
    return [`R1 R15: not everybody was answered and up to date ${ENDING_MS / 1000} s after the last fault`]
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.leave()
    if (this.server.running) await this.server.kill('SIGTERM')
    if (this.#ownDir) rmSync(this.#ownDir, { recursive: true, force: true })
  }
}
