import { statfs } from 'node:fs/promises'
import { ChatError } from '@imbachat/protocol'
import type { Log } from '../chat/log.ts'

/** One look at the disk is used again for this long, milliseconds: parts of many files arrive in small pieces. */
const LOOK_MS = 100
/** Milliseconds between two equal lines in the log. */
const LOG_AGAIN_MS = 60_000

/** Disk space that uploads may use: all of it but the reserve. */
export interface DiskSpace {
  /** Takes bytes that are about to be written. @throws ChatError storage_unavailable */
  take(bytes: number): Promise<void>
  /** @throws ChatError storage_unavailable, unless that many bytes fit */
  mustHave(bytes: number): Promise<void>
  /** Bytes above the reserve; below 0: the reserve is in use. */
  free(): Promise<number>
}

/** @param reserve bytes that stay free for the database */
export function diskSpace(folder: string, reserve: number, log: Log): DiskSpace {
  let left = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let loggedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<void> | null = null

  async function free(): Promise<number> {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize - reserve
  }

  async function look(): Promise<void> {
    left = await free()
    lookedAt = performance.now()
  }

  function full(bytes: number): ChatError {
    if (performance.now() - loggedAt > LOG_AGAIN_MS) {
      loggedAt = performance.now()
      log.error('the disk has no room for files: free some, or lower DISK_RESERVE_BYTES', { folder, bytes, reserve })
    }
    return new ChatError('storage_unavailable', 'There is no room for files right now.', { retryAfterMs: 5_000 })
  }

  return {
    free,
    async mustHave(bytes) {
      if ((await free()) < bytes) throw full(bytes)
    },
    async take(bytes) {
      if (performance.now() - lookedAt > LOOK_MS || left < bytes) {
        looking ??= look().finally(() => {
          looking = null
        })
        await looking
      }
      if (left < bytes) throw full(bytes)
      left -= bytes
    },
  }
}
