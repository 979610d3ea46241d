import { closeSync, constants, fchmodSync, fchownSync, fstatSync, lchownSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from './config-error.ts'

const isRoot = () => process.getuid?.() === 0

/**
 * Files that root creates in another user's folder are given to that user: the server runs as the owner of DATA_DIR,
 * and could not open the files of a command that root ran. Of a link, the link itself is given: that user may have made
 * it, and it may lead to a file of root's.
 */
export function giveToFolderOwner(path: string): void {
  if (!isRoot()) return
  const { uid, gid } = statSync(dirname(path))
  if (uid !== 0) lchownSync(path, uid, gid)
}

const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT

/**
 * Makes the file if it is missing. Other users of this machine can't read it, even if an earlier version let them.
 * @throws ConfigError if root would change a file of another user through that user's link
 */
export function makePrivate(path: string): void {
  const folder = statSync(dirname(path))
  const ofAnother = isRoot() && folder.uid !== 0
  const file = openPlain(path, ofAnother)
  try {
    const { mode, uid, nlink } = fstatSync(file)
    if (ofAnother && nlink !== 1) throw linked(path)
    if ((mode & 0o077) !== 0 && (isRoot() || uid === process.getuid?.())) fchmodSync(file, 0o600)
    if (ofAnother) fchownSync(file, folder.uid, folder.gid)
  } finally {
    closeSync(file)
  }
}

function openPlain(path: string, ofAnother: boolean): number {
  try {
    return openSync(path, ofAnother ? APPEND | constants.O_NOFOLLOW : APPEND, 0o600)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP' ? linked(path) : error
  }
}

const linked = (path: string) =>
  new ConfigError(`${path} is a link, and this is root: put a file there that has no other name`)

/** A server would make too many files for that. @throws ConfigError if root is to serve another user's folder */
export function mustNotServeAsRoot(dataDir: string): void {
  const uid = isRoot() ? ownerOf(dataDir) : 0
  if (uid === 0) return
  throw new ConfigError(
    `DATA_DIR is ${JSON.stringify(dataDir)}: it belongs to user ${uid}, and this is root; run the server as that user`,
  )
}

/** The problem of an unreadable folder is reported by the start, when it opens the folder. */
function ownerOf(folder: string): number {
  try {
    return statSync(folder).uid
  } catch {
    return 0
  }
}
