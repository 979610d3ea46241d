import { constants, existsSync, type Stats } from 'node:fs'
import { copyFile, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { FileStorage } from '../chat/attachments/ports.ts'
import type { Log } from '../chat/log.ts'
import { Refusal } from '../chat/refusals.ts'
import { giveToFolderOwner } from '../config/folder-owner.ts'

/** Files in folders of this machine. */
export function diskStorage(folder: string, log: Log): FileStorage {
  const pathOf = (key: string) => join(folder, key)

  async function put(key: string, path: string): Promise<void> {
    const target = pathOf(key)
    const parent = dirname(target)
    await makeFolder(parent)
    await synced(path)
    await appear(path, target)
    giveToFolderOwner(target)
    for (let at = parent; at.length >= folder.length; at = dirname(at)) await synced(at)
  }

  return {
    put: (key, path) => loggingFailure(log, 'a file could not be stored', () => put(key, path)),
    read: (key, range) =>
      loggingFailure(log, 'a file could not be read', async () => {
        const file = Bun.file(pathOf(key))
        if (!(await isThere(pathOf(key)))) throw new Refusal('file_gone')
        return range ? file.slice(range.start, range.end + 1) : file
      }),
    size: (key) =>
      loggingFailure(log, 'a file could not be found', async () => (await isThere(pathOf(key)))?.size ?? null),
    remove: (key) => loggingFailure(log, 'a file could not be removed', () => rm(pathOf(key), { force: true })),
  }
}

/** Each new folder belongs to the owner of the one that has it. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  await makeFolder(dirname(folder))
  await mkdir(folder, { recursive: true, mode: 0o700 })
  giveToFolderOwner(folder)
}

/**
 * A link costs nothing and leaves the received file until the database knows the new one. Some file systems have none.
 */
async function appear(path: string, target: string): Promise<void> {
  try {
    await link(path, target)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EXDEV') throw error
    const aside = `${target}.${process.pid}`
    await copyFile(path, aside, constants.COPYFILE_FICLONE)
    await synced(aside)
    await rename(aside, target)
  }
}

/** Makes a file or a folder survive a power failure. */
async function synced(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isThere(path: string): Promise<Stats | null> {
  return stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  })
}

export const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? error.code : undefined)

/** The disk's error goes into the log; the user learns that it may work later. */
export async function loggingFailure<T>(log: Log, failure: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ChatError) throw error
    log.error(failure, { error })
    throw new ChatError('storage_unavailable', 'Files can not be stored or read right now.', { retryAfterMs: 5_000 })
  }
}
