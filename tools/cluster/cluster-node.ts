import { resolve } from 'node:path'

const server = resolve(import.meta.dir, '../../server/src/cli/main.ts')

/** Milliseconds that a node may take to be ready. */
const PATIENCE = 60_000

/** One node: a real server as a process of its own. */
export interface ClusterNode {
  readonly port: number
  readonly running: boolean
  /** Resolves when it answers. @throws Error with what it printed */
  start(): Promise<void>
  /** SIGTERM: it drains. SIGKILL: it does not. @returns exit code, or the signal that ended it */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string>
}

/** @param print gets what the server prints, line by line */
export function clusterNode(
  port: number,
  env: Record<string, string>,
  print: (line: string) => void = () => {},
): ClusterNode {
  let child: Bun.Subprocess<'ignore', 'pipe', 'pipe'> | null = null
  const printed: string[] = []

  async function read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    for await (const bytes of stream) {
      const text = decoder.decode(bytes, { stream: true })
      printed.push(text)
      for (const line of text.split('\n')) if (line !== '') print(line)
    }
  }

  return {
    port,
    get running() {
      return child !== null
    },
    async start() {
      if (child) return
      printed.length = 0
      const started = Bun.spawn([process.execPath, '--no-orphans', server, 'serve'], {
        env: { ...process.env, ...env, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      child = started
      void Promise.allSettled([read(started.stdout), read(started.stderr)])
      const end = Date.now() + PATIENCE
      while (!(await isReady(port))) {
        if (started.exitCode !== null || Date.now() > end) {
          started.kill('SIGKILL')
          child = null
          throw new Error(`a node did not start:\n${printed.join('')}`)
        }
        await Bun.sleep(50)
      }
      void started.exited.then(() => {
        if (child === started) child = null
      })
    },
    async end(signal) {
      const ending = child
      if (!ending) return 0
      ending.kill(signal)
      await ending.exited
      child = null
      return ending.signalCode ?? ending.exitCode ?? -1
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
  return answer?.ok === true
}
