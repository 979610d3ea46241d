import { Database } from 'bun:sqlite'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '../../config/config-error.ts'
import { makePrivate } from '../../config/folder-owner.ts'
import { isBusy } from './is-busy.ts'

/** A starting server waits this long for a server that is ending, milliseconds. */
const PATIENCE_MS = 5_000

const LOOK_AGAIN_MS = 50

export interface DataDirLock {
  release(): void
}

/** The garbage collector closes a connection without references, and releases its lock. */
const held = new Set<Database>()

/**
 * Makes this process the only server of DATA_DIR. The operating system releases the lock when the process ends for any
 * reason: SQLite locks a separate file by fcntl. The pid file beside it only names the holder and blocks nothing.
 * @throws ConfigError that names the process that holds the lock
 */
export async function lockDataDir(dataDir: string, patienceMs = PATIENCE_MS): Promise<DataDirLock> {
  const path = join(dataDir, 'server.lock')
  const pidPath = join(dataDir, 'server.pid')
  makePrivate(path)
  const lock = new Database(path, { readwrite: true })
  const end = performance.now() + patienceMs
  while (!tryLock(lock)) {
    if (performance.now() >= end) {
      lock.close()
      throw new ConfigError(inUse(dataDir, pidPath))
    }
    await Bun.sleep(LOOK_AGAIN_MS)
  }
  held.add(lock)
  makePrivate(pidPath)
  writeFileSync(pidPath, `${process.pid}\n`)
  return {
    release() {
      if (!held.delete(lock)) return
      rmSync(pidPath, { force: true })
      lock.close()
    },
  }
}

function tryLock(lock: Database): boolean {
  try {
    lock.run('pragma journal_mode = off')
    lock.run('begin exclusive')
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}

function inUse(dataDir: string, pidPath: string): string {
  let holder = 'another process'
  try {
    const pid = Number.parseInt(readFileSync(pidPath, 'utf8'), 10)
    if (pid > 0) holder = `process ${pid}`
  } catch {
    // the holder has not written its pid yet
  }
  return (
    `DATA_DIR is ${JSON.stringify(dataDir)}: ${holder} already ` +
    'serves it; stop that process or choose another DATA_DIR'
  )
}
