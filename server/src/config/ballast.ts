import { randomFillSync } from 'node:crypto'
import { rmSync } from 'node:fs'
import { open, rename, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A file that holds space on the disk of the database. SQLite needs space to delete anything. On
 * a full disk this file is removed first.
 */
const pathOf = (dataDir: string) => join(dataDir, 'ballast')

const PIECE = 1024 * 1024

export const releaseBallast = (dataDir: string) => rmSync(pathOf(dataDir), { force: true })

/** Makes the ballast if at least as much space stays free as it takes. @returns true if it exists now */
export async function layBallast(dataDir: string, bytes: number): Promise<boolean> {
  const path = pathOf(dataDir)
  const there = await stat(path).catch(() => null)
  if (there?.size === bytes) return true
  await rm(path, { force: true })
  const { bavail, bsize } = await statfs(dataDir)
  if (bavail * bsize < 2 * bytes) return false
  const aside = `${path}.new`
  try {
    const file = await open(aside, 'w', 0o600)
    try {
      // a file system that compresses would keep nothing of zeros
      const piece = randomFillSync(Buffer.alloc(Math.min(PIECE, bytes)))
      for (let left = bytes; left > 0; ) {
        left -= (await file.write(piece, 0, Math.min(left, piece.length))).bytesWritten
      }
    } finally {
      await file.close()
    }
    await rename(aside, path)
    return true
  } catch {
    await rm(aside, { force: true })
    return false
  }
}
