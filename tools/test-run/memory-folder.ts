import { chmodSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = '/dev/shm'
/** Several times what the tests of a run have there at once. */
const LEAST_BYTES = 8 * 1024 ** 3

/** Makes a folder in memory that every user may write to. null: there is no place for it. */
export function makeMemoryFolder(): string | null {
  const place = memoryFolder()
  if (place === null) return null
  const folder = mkdtempSync(join(place, 'chat-'))
  chmodSync(folder, 0o1777)
  return folder
}

/**
 * Folder for databases of tests in memory, where a commit waits for no disk. null: the system has no such folder, or
 * one that is too small or starts no programs, as in most containers.
 */
export function memoryFolder(mounts = mountTable(), freeBytes = freeMemory): string | null {
  const rows = mounts.split('\n').map((line) => line.split(' '))
  const mounted = rows.findLast(([, folder, type]) => folder === FOLDER && type === 'tmpfs')?.[3]
  if (mounted === undefined || /\b(noexec|ro)\b/.test(mounted)) return null
  return freeBytes() < LEAST_BYTES ? null : FOLDER
}

function freeMemory(): number {
  const { bavail, bsize } = statfsSync(FOLDER)
  return Math.min(bavail * bsize, process.availableMemory())
}

function mountTable(): string {
  try {
    return readFileSync('/proc/mounts', 'utf8')
  } catch {
    return ''
  }
}
