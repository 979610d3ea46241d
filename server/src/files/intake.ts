import { mkdirSync } from 'node:fs'
import { rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { FileStore } from '@tus/file-store'
import { type DataStore, Upload } from '@tus/server'
import type { FileIntake } from '../chat/attachments/ports.ts'
import type { Log } from '../chat/log.ts'
import { saying } from './disk-storage.ts'
import type { Inspector } from './inspector/inspector.ts'

/** Bytes of the disk that uploads leave free for the database. */
const RESERVE = 256 * 1024 * 1024

export interface Intake extends FileIntake {
  /** where the tus server writes */
  tusStore: DataStore
  /** where an upload lies on this machine while it is looked at */
  pathOf(uploadId: string): string
}

export interface IntakeOptions {
  folder: string
  inspector: Inspector
  /** of a picture, all its frames together; 0: no limit */
  mostPixels: number
  log: Log
}

/** Receives files in a folder of this machine. */
export function diskIntake({ folder, inspector, mostPixels, log }: IntakeOptions): Intake {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const tusStore = new FileStore({ directory: folder })
  const pathOf = (uploadId: string) => join(folder, uploadId)

  async function mustHaveSpace(size: number): Promise<void> {
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize < size + RESERVE) throw new Error(`the disk of ${folder} has no room for ${size} bytes`)
  }

  return {
    tusStore,
    pathOf,
    begin: (uploadId, size) =>
      saying(log, 'an upload could not begin', async () => {
        await mustHaveSpace(size)
        await tusStore.create(new Upload({ id: uploadId, size, offset: 0 }))
      }),
    received: (uploadId) =>
      stat(pathOf(uploadId)).then(
        ({ size }) => size,
        () => null,
      ),
    digest: (uploadId) => inspector.digest(pathOf(uploadId)),
    inspect: (uploadId, wish) =>
      inspector.inspect({ path: pathOf(uploadId), wish: { kind: wish.kind, type: wish.type }, mostPixels }),
    look: (id, bytes) =>
      saying(log, 'a picture could not be looked at', async () => {
        await Bun.write(pathOf(id), bytes)
        return inspector.inspect({ path: pathOf(id), wish: { kind: null, type: '' }, mostPixels })
      }),
    async remove(uploadId) {
      for (const end of ['', '.json', '.thumb', '.picture']) await rm(`${pathOf(uploadId)}${end}`, { force: true })
    },
  }
}
