import { accessSync, closeSync, constants, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { releaseBallast } from './ballast.ts'
import { ConfigError } from './config-error.ts'
import { giveToFolderOwner } from './folder-owner.ts'

/** Bytes that the start needs: SQLite can't open its files without about as much. */
const PROBE_BYTES = 65_536

/** The advice to the administrator, by the system's error. */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full, make room',
  EDQUOT: "this user's disk quota is used up, make room",
  EROFS: 'the file system is read-only, mount it writable',
  EACCES: "this user can't keep files there, give the folder to the user that runs the server",
  EPERM: "this user can't keep files there, give the folder to the user that runs the server",
  ENOTDIR: 'a part of the path is a file, choose a folder',
  EEXIST: 'it is a file, choose a folder',
  EIO: 'the disk fails, replace it',
}

/**
 * Creates the folder if it is missing, with access for this user only, and writes a file as a test. A test of the mode
 * would not do: root may write to read-only folders, and nobody to a full disk.
 * @param variable the setting that names the folder
 * @throws ConfigError if the server can't store files there
 */
export function openDataDir(folder: string, variable: 'DATA_DIR' | 'FILES_DIR' = 'DATA_DIR'): void {
  const probe = join(folder, `probe-${crypto.randomUUID()}`)
  try {
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) giveToFolderOwner(folder)
    accessSync(folder, constants.W_OK | constants.X_OK)
    tryToWrite(probe, folder)
  } catch (error) {
    const code = codeOf(error)
    const remedy = REMEDIES[code] ?? "this user can't keep files there"
    throw new ConfigError(`${variable} is ${JSON.stringify(folder)}: ${remedy} (${code})`)
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

/** On a full disk the ballast makes room: the server starts, and can clean up. */
function tryToWrite(path: string, folder: string): void {
  try {
    writeProbe(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOSPC') throw error
    releaseBallast(folder)
    writeProbe(path)
  }
}

function writeProbe(path: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    const written = writeSync(file, Buffer.alloc(PROBE_BYTES))
    if (written < PROBE_BYTES) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
    fsyncSync(file)
  } finally {
    closeSync(file)
    rmSync(path, { force: true })
  }
}
