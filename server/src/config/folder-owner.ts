import { chmodSync, chownSync, closeSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from './env.ts'

const isRoot = () => process.getuid?.() === 0

/**
 * What root makes in another user's folder is given to that user: the server runs as the owner of DATA_DIR, and could
 * not open the files of a command that root ran.
 */
export function giveToFolderOwner(path: string): void {
  if (!isRoot()) return
  const { uid, gid } = statSync(dirname(path))
  if (uid !== 0) chownSync(path, uid, gid)
}

/** Makes the file if it is missing. Other users of this machine can't read it, also if an earlier version let them. */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  const { mode, uid } = statSync(path)
  if ((mode & 0o077) !== 0 && (isRoot() || uid === process.getuid?.())) chmodSync(path, 0o600)
  giveToFolderOwner(path)
}

/** A server would make too many files for that. @throws ConfigError if root is to serve another user's folder */
export function mustNotServeAsRoot(dataDir: string): void {
  const uid = isRoot() ? ownerOf(dataDir) : 0
  if (uid === 0) return
  throw new ConfigError(
    `DATA_DIR is ${JSON.stringify(dataDir)}: it belongs to user ${uid}, and this is root; run the server as that user`,
  )
}

/** What is wrong with a folder that can't be looked at, the start says when it opens it. */
function ownerOf(folder: string): number {
  try {
    return statSync(folder).uid
  } catch {
    return 0
  }
}
