import { ChatError } from '@imbachat/protocol'
import type { Log } from '../chat/log.ts'
import type { DiskSpace } from './disk-space.ts'
import { saying } from './disk-storage.ts'
import type { Intake } from './intake.ts'
import type { Bucket } from './s3-bucket.ts'

export interface S3IntakeOptions {
  /** of the disk where files are put together */
  space: DiskSpace
  leastPartBytes: number
  log: Log
}

/**
 * Receives parts of files as objects under `uploads/ID/`, each named by its offset, so that every part may come to
 * another node. What is looked at is put together on this machine first.
 */
export function s3Intake(bucket: Bucket, local: Intake, { space, leastPartBytes, log }: S3IntakeOptions): Intake {
  async function collect(uploadId: string, moved?: () => void): Promise<void> {
    const writer = Bun.file(local.pathOf(uploadId)).writer()
    try {
      for (const { key } of await partsOf(bucket, uploadId)) {
        for await (const chunk of await bucket.read(key)) {
          await space.take(chunk.length)
          writer.write(chunk)
          await writer.flush()
          moved?.()
        }
      }
    } finally {
      await writer.end()
    }
  }

  /**
   * A part is as small as a request's body. One that breaks off is kept as far as it came, unless that is so little
   * that cutting again and again would make an object of each byte, or the client has meanwhile sent the part again,
   * perhaps to another node.
   */
  async function write(uploadId: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<number> {
    const pieces: Uint8Array[] = []
    let broken: unknown
    try {
      for await (const piece of part) pieces.push(piece)
    } catch (error) {
      broken = error
    }
    const bytes = Buffer.concat(pieces)
    const key = partKey(uploadId, offset)
    const kept = !broken || (bytes.length >= leastPartBytes && (await bucket.size(key)) === null)
    if (bytes.length > 0 && kept) await keep(uploadId, key, bytes)
    if (broken) throw broken
    return offset + bytes.length
  }

  /** `remove` ends the upload before it lists the parts: a part that comes too late to be listed is removed here. */
  async function keep(uploadId: string, key: string, bytes: Buffer<ArrayBuffer>): Promise<void> {
    await bucket.write(key, bytes)
    if ((await bucket.size(sizeKey(uploadId))) !== null) return
    await bucket.remove(key)
    throw new ChatError('upload_not_found', 'The upload has ended.')
  }

  return {
    pathOf: local.pathOf,
    write,
    async begin(uploadId, size) {
      await bucket.write(sizeKey(uploadId), String(size))
    },
    async received(uploadId) {
      const objects = await bucket.list(folderOf(uploadId))
      return objects.some(({ key }) => key === sizeKey(uploadId)) ? offsetOf(partsIn(objects)) : null
    },
    async digest(uploadId, size, moved) {
      await saying(log, 'a file could not be put together', () => collect(uploadId, moved))
      const there = await local.received(uploadId)
      if (there !== size) throw new ChatError('upload_unfinished', `${there ?? 0} of ${size} bytes have arrived.`)
      return local.digest(uploadId, size, moved)
    },
    inspect: local.inspect,
    look: local.look,
    removeMade: local.remove,
    async remove(uploadId) {
      await local.remove(uploadId)
      await bucket.remove(sizeKey(uploadId))
      for (const { key } of await bucket.list(folderOf(uploadId))) await bucket.remove(key)
    },
  }
}

const folderOf = (uploadId: string) => `uploads/${uploadId}/`

/** Says that the upload has begun. */
const sizeKey = (uploadId: string) => `${folderOf(uploadId)}size`

/** Sorted by name is sorted by offset. */
const partKey = (uploadId: string, offset: number) => `${folderOf(uploadId)}part-${String(offset).padStart(15, '0')}`

interface Part {
  key: string
  offset: number
  size: number
}

const partsOf = async (bucket: Bucket, uploadId: string): Promise<Part[]> =>
  partsIn(await bucket.list(folderOf(uploadId)))

/** Those that follow one another without a hole. A part that was sent twice begins at the same offset. */
function partsIn(objects: readonly { key: string; size: number }[]): Part[] {
  const parts: Part[] = []
  let next = 0
  for (const { key, size } of objects) {
    if (!key.includes('/part-')) continue
    const offset = Number(key.slice(-15))
    if (offset !== next) continue
    parts.push({ key, offset, size })
    next += size
  }
  return parts
}

const offsetOf = (parts: readonly Part[]) => parts.reduce((sum, { size }) => sum + size, 0)
