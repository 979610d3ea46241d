import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { dataDirWithTables } from '../../server/src/store/testing/data-dir.ts'
import { freePort } from '../../server/src/testing/free-port.ts'

const root = resolve(import.meta.dir, '../..')

/**
 * Commands that start a server: `npm start` with Node and the processes around it, or the server and its demo site
 * alone.
 */
export const COMMANDS = {
  start: ['node', join(root, 'bin', 'start.mjs')],
  server: [process.execPath, join(root, 'demo', 'src', 'start.ts')],
} as const

/** Each way in which a server administrator may start the server. */
export const LAUNCHERS = {
  'npm start': ['npm', 'start'],
  'npx imbachat serve': ['npx', 'imbachat', 'serve'],
  'bin/imbachat serve': [join(root, 'bin', 'imbachat'), 'serve'],
  'node bin/imbachat.mjs serve': ['node', join(root, 'bin', 'imbachat.mjs'), 'serve'],
} as const

/** Output of a server that is ready: `npm start`, `imbachat serve`. */
const READY = /Ctrl-C stops it\.|ImbaChat runs at/

/** Milliseconds that a server may take to be ready. */
const START_PATIENCE_MS = 60_000

/** A server as a process of its own, which can be killed as such. */
export interface ServerProcess {
  pid: number
  /** how long it took to be ready, milliseconds */
  readyMs: number
  /** addresses that it printed, by what it said they are */
  links: Map<string, string>
  /** everything that it printed so far */
  output(): string
  /** @returns exit code, or the signal that ended it */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | string>
}

export interface Place {
  dataDir: string
  port: number
  remove(): void
}

/** An empty DATA_DIR and a port that was free a moment ago, as was the one after it, where the demo site goes. */
export function freshPlace(): Place {
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-process-'))
  return { dataDir, port: twoFreePorts(), remove: () => rmSync(dataDir, { recursive: true, force: true }) }
}

/** The same with a database that has all tables, which a first start takes most of its time to make. */
export async function placeWithTables(): Promise<Place> {
  const { dataDir, remove } = await dataDirWithTables()
  return { dataDir, port: twoFreePorts(), remove }
}

/** Resolves when it has printed where to click. @throws Error with what it printed, when it ends before */
export async function startProcess(
  command: readonly string[],
  { dataDir, port }: Pick<Place, 'dataDir' | 'port'>,
): Promise<ServerProcess> {
  const started = performance.now()
  const child = spawn(command, { DATA_DIR: dataDir, PORT: String(port) })
  const ready = Promise.withResolvers<void>()
  const print = collect(child, (text) => READY.test(text) && ready.resolve())
  void child.exited.then(() => ready.reject(new Error(`it ended before it was ready:\n${print()}`)))
  const patience = setTimeout(() => {
    child.kill('SIGKILL')
    ready.reject(new Error(`not ready in ${START_PATIENCE_MS} ms:\n${print()}`))
  }, START_PATIENCE_MS)
  await ready.promise.finally(() => clearTimeout(patience))
  return {
    pid: child.pid,
    readyMs: performance.now() - started,
    links: new Map(
      [...print().matchAll(/^ {2}(.+?) {2,}(http\S+)$/gm)].map(([, what = '', link = '']) => [what, link]),
    ),
    output: print,
    async end(signal) {
      child.kill(signal)
      await child.exited
      return child.signalCode ?? child.exitCode ?? -1
    },
  }
}

/** Runs to its end. @returns its exit code and everything that it printed */
export async function runToEnd(
  command: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number; output: string }> {
  const child = spawn(command, env)
  const print = collect(child, () => {})
  const patience = setTimeout(() => child.kill('SIGKILL'), START_PATIENCE_MS)
  const code = await child.exited
  clearTimeout(patience)
  await print.whole
  return { code, output: print() }
}

function spawn(command: readonly string[], env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env
  return Bun.spawn([...command], {
    cwd: root,
    env: { PATH, HOME, ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
}

function collect(child: ReturnType<typeof spawn>, heard: (soFar: string) => void) {
  let text = ''
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true })
      heard(text)
    }
  }
  const whole = Promise.all([read(child.stdout), read(child.stderr)])
  return Object.assign(() => text, { whole })
}

/** @returns the first of two in a row */
function twoFreePorts(): number {
  for (;;) {
    const first = freePort()
    if (freePort() === first + 1) return first
  }
}
