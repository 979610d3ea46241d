import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { FileIntake, InspectedFile } from '../chat/attachments/ports.ts'
import type { Log } from '../chat/log.ts'
import type { DiskSpace } from './disk-space.ts'
import { codeOf, loggingFailure } from './disk-storage.ts'
import type { Inspector } from './inspector/inspector.ts'

export interface Intake extends FileIntake {
  /** path of an upload on this machine during its inspection */
  pathOf(upload_id: string): string
}

export interface IntakeOptions {
  folder: string
  space: DiskSpace
  inspector: Inspector
  /** limit for a picture, all its frames together; 0: unlimited */
  mostPixels: number
  log: Log
}

/** Files beside a received file: its variants, and notes that an older version wrote. */
const ASIDE = ['.thumb', '.picture', '.json']

/** Receives files in a folder of this machine. */
export function diskIntake({ folder, space, inspector, mostPixels, log }: IntakeOptions): Intake {
  const pathOf = (upload_id: string) => join(folder, upload_id)

  /** Each piece is on its way to the disk before the next one is taken from the connection. */
  async function write(upload_id: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<number> {
    const file = await open(pathOf(upload_id), 'r+').catch((error: unknown) => {
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
    upload_id: string,
    { kind, type }: Parameters<Intake['inspect']>[1],
    moved?: () => void,
  ): Promise<InspectedFile> {
    const room = await space.free()
    return inspector.inspect({ path: pathOf(upload_id), wish: { kind, type }, mostPixels, room }, moved)
  }

  const removeMade = async (upload_id: string) => {
    for (const end of ASIDE) await rm(`${pathOf(upload_id)}${end}`, { force: true })
  }

  const received = (upload_id: string) =>
    stat(pathOf(upload_id)).then(
      ({ size }) => size,
      () => null,
    )

  return {
    pathOf,
    begin: (upload_id, size, waiting) =>
      loggingFailure(log, 'an upload could not begin', async () => {
        await space.mustHave(size + waiting)
        await (await open(pathOf(upload_id), 'wx', 0o600)).close()
      }),
    write: (upload_id, offset, part) =>
      loggingFailure(log, 'a part of a file could not be stored', () => write(upload_id, offset, part)),
    async mayBegin(upload_id, _size, offset) {
      const there = await received(upload_id)
      if (there === null) throw new ChatError('upload_not_found', 'The bytes of this upload are gone.')
      return there === offset
    },
    received,
    digest: (upload_id, _size, moved) => inspector.digest(pathOf(upload_id), moved),
    inspect: (upload_id, wish, moved) =>
      loggingFailure(log, 'a file could not be looked at', () => inspect(upload_id, wish, moved)),
    look: (id, bytes) =>
      loggingFailure(log, 'a picture could not be looked at', async () => {
        await space.take(bytes.length)
        await Bun.write(pathOf(id), bytes)
        return inspector.inspect({ path: pathOf(id), wish: { kind: null, type: '' }, mostPixels })
      }),
    removeMade,
    async remove(upload_id) {
      await rm(pathOf(upload_id), { force: true })
      await removeMade(upload_id)
    },
  }
}
