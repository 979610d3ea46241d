import { join } from 'node:path'
import type { FromServer, Reader, ToServer } from './server-messages.ts'

export interface ServerProcess {
  readonly port: number
  readonly pid: number
  readonly running: boolean
  makeWidget(of?: Partial<Omit<ToServer & { t: 'widget' }, 't'>>): Promise<{ id: number; secretKey: string }>
  makeReader(widgetId: number, webhookUrl: string): Promise<Reader>
  subscribe(of: Omit<ToServer & { t: 'subscribe' }, 't'>): Promise<unknown>
  send(message: ToServer): void
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
  /** those who wait for an answer, by its kind and in the order in which they asked */
  const waiting = new Map<FromServer['t'], PromiseWithResolvers<FromServer>[]>()
  const child = Bun.spawn([...prefix, process.execPath, join(code, 'tools', 'chaos', 'server-main.ts')], {
    env: { ...inherited(), PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    ipc(message: FromServer) {
      if (message.t === 'ready') ready.resolve(message)
      else waiting.get(message.t)?.shift()?.resolve(message)
    },
  })
  const errors = new Response(child.stderr).text()
  const ended = child.exited.then(async () => {
    ready.reject(new Error(`the server ended before it was ready: ${await errors}`))
    for (const { reject } of [...waiting.values()].flat()) reject(new Error('the server ended'))
  })
  const late = setTimeout(() => {
    ready.reject(new Error('the server did not start in time'))
    child.kill('SIGKILL')
  }, START_TIMEOUT_MS)
  const { port: taken } = await ready.promise.finally(() => clearTimeout(late))
  const send = (message: ToServer) => child.send(message)
  function ask<T extends FromServer['t']>(message: ToServer, answer: T): Promise<FromServer & { t: T }> {
    const asked = Promise.withResolvers<FromServer>()
    waiting.set(answer, [...(waiting.get(answer) ?? []), asked])
    send(message)
    return asked.promise as Promise<FromServer & { t: T }>
  }
  return {
    port: taken,
    pid: child.pid,
    get running() {
      return child.exitCode === null && child.signalCode === null
    },
    ended,
    send,
    makeWidget: ({ usersInfoUrl = null, log = false, settings = {} } = {}) =>
      ask({ t: 'widget', usersInfoUrl, log, settings }, 'widget'),
    makeReader: (widgetId, webhookUrl) => ask({ t: 'reader', widgetId, webhookUrl }, 'reader'),
    subscribe: (of) => ask({ t: 'subscribe', ...of }, 'subscribed'),
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
