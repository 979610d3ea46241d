import { chmodSync, mkdtempSync, readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = '/dev/shm'
/** Several times what the tests of a run have there at once. */
const LEAST_BYTES = 8 * 1024 ** 3

/** A fresh folder in memory that every user may use, as that of the system for temporary files; null: there is none. */
export function makeMemoryFolder(): string | null {
  const place = memoryFolder()
  if (place === null) return null
  const folder = mkdtempSync(join(place, 'chat-'))
  chmodSync(folder, 0o1777)
  return folder
}

/**
 * Where databases of tests can be in memory: there a commit waits for no disk. null: the system has no such place, or
 * one that is too small or starts no programs, as in most containers.
 */
export function memoryFolder(mounts = mountTable()): string | null {
  const options = mounts.split('\n').map((line) => line.split(' '))
  const mounted = options.findLast(([, folder, type]) => folder === FOLDER && type === 'tmpfs')?.[3]
  if (mounted === undefined || /\b(noexec|ro)\b/.test(mounted)) return null
  const { bavail, bsize } = statfsSync(FOLDER)
  return Math.min(bavail * bsize, process.availableMemory()) < LEAST_BYTES ? null : FOLDER
}

function mountTable(): string {
  try {
    return readFileSync('/proc/mounts', 'utf8')
  } catch {
    return ''
  }
}
