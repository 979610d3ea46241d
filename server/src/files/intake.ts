import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { FileIntake, InspectedFile } from '../chat/attachments/ports.ts'
import type { Log } from '../chat/log.ts'
import type { DiskSpace } from './disk-space.ts'
import { codeOf, saying } from './disk-storage.ts'
import type { Inspector } from './inspector/inspector.ts'

export interface Intake extends FileIntake {
  /** where an upload lies on this machine while it is looked at */
  pathOf(uploadId: string): string
}

export interface IntakeOptions {
  folder: string
  space: DiskSpace
  inspector: Inspector
  /** of a picture, all its frames together; 0: no limit */
  mostPixels: number
  log: Log
}

/** What stands beside a received file: what was made of it, and what an older version noted about it. */
const ASIDE = ['.thumb', '.picture', '.json']

/** Receives files in a folder of this machine. */
export function diskIntake({ folder, space, inspector, mostPixels, log }: IntakeOptions): Intake {
  const pathOf = (uploadId: string) => join(folder, uploadId)

  /** Each piece is on its way to the disk before the next one is taken from the connection. */
  async function write(uploadId: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<number> {
    const file = await open(pathOf(uploadId), 'r+').catch((error: unknown) => {
      throw codeOf(error) === 'ENOENT' ? new ChatError('upload_not_found', 'The bytes of this upload are gone.') : error
    })
    try {
      let at = offset
      for await (const piece of part) {
        await space.take(piece.length)
        for (let from = 0; from < piece.length; ) {
          const { bytesWritten } = await file.write(piece, from, piece.length - from, at)
          from += bytesWritten
          at += bytesWritten
        }
      }
      return at
    } finally {
      await file.close()
    }
  }

  async function inspect(
    uploadId: string,
    { kind, type }: Parameters<Intake['inspect']>[1],
    moved?: () => void,
  ): Promise<InspectedFile> {
    const room = await space.free()
    return inspector.inspect({ path: pathOf(uploadId), wish: { kind, type }, mostPixels, room }, moved)
  }

  const removeMade = async (uploadId: string) => {
    for (const end of ASIDE) await rm(`${pathOf(uploadId)}${end}`, { force: true })
  }

  const received = (uploadId: string) =>
    stat(pathOf(uploadId)).then(
      ({ size }) => size,
      () => null,
    )

  return {
    pathOf,
    begin: (uploadId, size, waiting) =>
      saying(log, 'an upload could not begin', async () => {
        await space.mustHave(size + waiting)
        await (await open(pathOf(uploadId), 'wx', 0o600)).close()
      }),
    write: (uploadId, offset, part) =>
      saying(log, 'a part of a file could not be stored', () => write(uploadId, offset, part)),
    async mayBegin(uploadId, _size, offset) {
      const there = await received(uploadId)
      if (there === null) throw new ChatError('upload_not_found', 'The bytes of this upload are gone.')
      return there === offset
    },
    received,
    digest: (uploadId, _size, moved) => inspector.digest(pathOf(uploadId), moved),
    inspect: (uploadId, wish, moved) =>
      saying(log, 'a file could not be looked at', () => inspect(uploadId, wish, moved)),
    look: (id, bytes) =>
      saying(log, 'a picture could not be looked at', async () => {
        await space.take(bytes.length)
        await Bun.write(pathOf(id), bytes)
        return inspector.inspect({ path: pathOf(id), wish: { kind: null, type: '' }, mostPixels })
      }),
    removeMade,
    async remove(uploadId) {
      await rm(pathOf(uploadId), { force: true })
      await removeMade(uploadId)
    },
  }
}
