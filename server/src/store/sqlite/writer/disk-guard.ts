import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../../chat/clock.ts'
import type { Log } from '../../../chat/log.ts'
import { layBallast, releaseBallast } from '../../../config/ballast.ts'
import { StoreError } from '../../store-error.ts'

/** Milliseconds between two looks whether a full disk has room again. */
const LOOK_MS = 2_000

/** Keeps the last space of the disk for writes that make room, and for signing in. */
export interface DiskGuard {
  isFull(): boolean
  /** The error that callers get for one of the database's. */
  presented(error: Error): Error
  close(): void
}

/** For a database that is elsewhere, and for tests. */
export const noDiskGuard: DiskGuard = { isFull: () => false, presented: (error) => presentedAs(error), close() {} }

interface GuardOptions {
  dataDir: string
  /** bytes of the ballast; 0: no ballast, so the disk counts as full only while writes fail */
  bytes: number
  clock: Clock
  log: Log
  /** The disk has just filled up: the listener removes everything that it can. */
  onFull(): void
}

/**
 * While the disk is full the ballast is removed, and users' writes are refused before they reach the database: they
 * would use up the space that cleaning needs. This ends when there is space for the ballast, and as much again.
 */
export async function openDiskGuard(given: GuardOptions): Promise<DiskGuard> {
  const { dataDir, bytes, clock, log, onFull } = given
  let full = false
  let closed = false
  let cancel = () => {}

  function fill(): void {
    if (full || bytes === 0) return
    full = true
    releaseBallast(dataDir)
    log.error('the disk is full: reading goes on, users can write nothing until there is room', { folder: dataDir })
    onFull()
    look()
  }

  function look(): void {
    cancel = clock.after(LOOK_MS, async () => {
      if (!(await layBallast(dataDir, bytes).catch(() => false))) return closed ? undefined : look()
      full = false
      log.warn('the disk has room again: users can write', { folder: dataDir })
    })
  }

  if (bytes === 0) releaseBallast(dataDir)
  else if (!(await layBallast(dataDir, bytes))) fill()

  return {
    isFull: () => full,
    presented(error) {
      if (isUnwritable(error)) fill()
      return presentedAs(error)
    },
    close() {
      closed = true
      cancel()
    },
  }
}

/** SQLite could not write: the disk is full, fails, or is read-only. */
function isUnwritable(error: Error): boolean {
  return error instanceof StoreError && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(error.code ?? '')
}

const presentedAs = (error: Error): Error => (isUnwritable(error) ? cannotWrite() : error)

export const cannotWrite = () =>
  new ChatError('storage_unavailable', 'Nothing can be stored right now: the disk is full or fails.', {
    retryAfterMs: 5_000,
  })
