import { join } from 'node:path'
import type { FromServer, Reader, ToServer } from './server-messages.ts'

export interface ServerProcess {
  readonly port: number
  readonly pid: number
  readonly running: boolean
  makeWidget(usersInfoUrl?: string, log?: boolean): Promise<{ id: number; secretKey: string }>
  makeReader(widgetId: number, webhookUrl: string): Promise<Reader>
  tell(message: ToServer): void
  /** Resolves when the process has ended for any reason. */
  readonly ended: Promise<void>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

export interface ServerProcessOptions {
  /** 0: a free port */
  port: number
  dataDir: string
  env?: Record<string, string>
  /** put in front of the command: another program that runs it */
  prefix?: string[]
  /** the root of another version of this repository; missing: this one */
  code?: string | undefined
}

const START_TIMEOUT_MS = 30_000

/** The real server in its own process, which ends with this one. @throws Error if it does not start */
export async function startServerProcess({
  port,
  dataDir,
  env = {},
  prefix = [],
  code = join(import.meta.dir, '..', '..'),
}: ServerProcessOptions): Promise<ServerProcess> {
  const ready = Promise.withResolvers<FromServer & { t: 'ready' }>()
  const widgets: PromiseWithResolvers<FromServer & { t: 'widget' }>[] = []
  const readers: PromiseWithResolvers<Reader>[] = []
  const child = Bun.spawn([...prefix, process.execPath, join(code, 'tools', 'chaos', 'server-main.ts')], {
    env: { ...inherited(), PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    ipc(message: FromServer) {
      if (message.t === 'ready') ready.resolve(message)
      else if (message.t === 'reader') readers.shift()?.resolve(message)
      else widgets.shift()?.resolve(message)
    },
  })
  const said = new Response(child.stderr).text()
  const ended = child.exited.then(async () => {
    ready.reject(new Error(`the server ended before it was ready: ${await said}`))
    for (const { reject } of [...widgets, ...readers]) reject(new Error('the server ended'))
  })
  const late = setTimeout(() => {
    ready.reject(new Error('the server did not start in time'))
    child.kill('SIGKILL')
  }, START_TIMEOUT_MS)
  const { port: taken } = await ready.promise.finally(() => clearTimeout(late))
  const tell = (message: ToServer) => child.send(message)
  return {
    port: taken,
    pid: child.pid,
    get running() {
      return child.exitCode === null && child.signalCode === null
    },
    ended,
    tell,
    makeWidget(usersInfoUrl, log = false) {
      const made = Promise.withResolvers<FromServer & { t: 'widget' }>()
      widgets.push(made)
      tell({ t: 'widget', usersInfoUrl: usersInfoUrl ?? null, log })
      return made.promise
    },
    makeReader(widgetId, webhookUrl) {
      const made = Promise.withResolvers<Reader>()
      readers.push(made)
      tell({ t: 'reader', widgetId, webhookUrl })
      return made.promise
    },
    async kill(signal) {
      child.kill(signal)
      await ended
    },
  }
}

/** The environment that a process needs, without any setting of the server. */
function inherited(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env
  return { PATH, HOME, TMPDIR }
}
