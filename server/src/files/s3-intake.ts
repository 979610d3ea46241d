import { ChatError } from '@imbachat/protocol'
import type { Log } from '../chat/log.ts'
import type { DiskSpace } from './disk-space.ts'
import { loggingFailure } from './disk-storage.ts'
import type { Intake } from './intake.ts'
import type { Bucket } from './s3-bucket.ts'

export interface S3IntakeOptions {
  /** free space of the disk where files are joined */
  space: DiskSpace
  leastPartBytes: number
  log: Log
}

/** Bytes of a file that this node keeps in memory from its part to its look, and of all of them together. */
const SMALL = 2 * 1024 * 1024
const KEPT = 32 * 1024 * 1024

/**
 * Receives parts of files as objects under `uploads/ID/`, each named by its offset, so that every part may come to
 * another node. A file is joined on this machine before its inspection. S3 may take a second to answer. A small file in
 * one part waits for two answers on one node (its part, the stored file), and for three if another node finishes it:
 * nothing is written at its beginning, its part overwrites the rest of a failed try, and its bytes are still in memory
 * for the inspection.
 */
export function s3Intake(bucket: Bucket, local: Intake, { space, leastPartBytes, log }: S3IntakeOptions): Intake {
  /** small files that have all arrived; the oldest first */
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  let bytesKept = 0

  function forget(upload_id: string): void {
    bytesKept -= kept.get(upload_id)?.length ?? 0
    kept.delete(upload_id)
  }

  function keep(upload_id: string, bytes: Uint8Array<ArrayBuffer>): void {
    forget(upload_id)
    kept.set(upload_id, bytes)
    bytesKept += bytes.length
    for (const oldest of kept.keys()) {
      if (bytesKept <= KEPT) break
      forget(oldest)
    }
  }

  async function collect(upload_id: string, size: number, moved?: () => void): Promise<void> {
    const writer = Bun.file(local.pathOf(upload_id)).writer()
    const take = async (chunk: Uint8Array) => {
      await space.take(chunk.length)
      writer.write(chunk)
      await writer.flush()
      moved?.()
    }
    try {
      const whole = kept.get(upload_id)
      if (whole?.length === size) return await take(whole)
      for (const { key } of await partsOf(bucket, upload_id)) {
        for await (const chunk of await bucket.read(key)) await take(chunk)
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
  async function write(upload_id: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<number> {
    const pieces: Uint8Array[] = []
    let broken: unknown
    try {
      for await (const piece of part) pieces.push(piece)
    } catch (error) {
      broken = error
    }
    const bytes = Buffer.concat(pieces)
    const key = partKey(upload_id, offset)
    const isKept = !broken || (bytes.length >= leastPartBytes && (await bucket.size(key)) === null)
    if (bytes.length > 0 && isKept) await bucket.write(key, bytes)
    if (broken) throw broken
    if (offset === 0 && bytes.length <= SMALL) keep(upload_id, bytes)
    else forget(upload_id)
    return offset + bytes.length
  }

  async function received(upload_id: string, size: number): Promise<number> {
    if (kept.get(upload_id)?.length === size) return size
    if (size <= SMALL) {
      const first = await firstPart(upload_id)
      if (first.length === 0) return 0
      if (first.length === size) {
        keep(upload_id, first)
        return size
      }
    }
    return offsetOf(await partsOf(bucket, upload_id))
  }

  async function firstPart(upload_id: string): Promise<Uint8Array<ArrayBuffer>> {
    const body = await bucket.read(partKey(upload_id, 0)).catch((error: unknown) => {
      if (error instanceof ChatError && error.code === 'file_not_found') return null
      throw error
    })
    return body ? loggingFailure(log, 'S3 did not give a file', () => new Response(body).bytes()) : new Uint8Array()
  }

  return {
    pathOf: local.pathOf,
    // nothing to do: the store has the upload, and the first part creates the rest
    begin: async () => undefined,
    async mayBegin(upload_id, size, offset) {
      if (offset === 0 && size <= SMALL && !kept.has(upload_id)) return true
      return (await received(upload_id, size)) === offset
    },
    write,
    received,
    async digest(upload_id, size, moved) {
      await loggingFailure(log, 'a file could not be put together', () => collect(upload_id, size, moved))
      const there = await local.received(upload_id, size)
      if (there !== size) throw new ChatError('upload_unfinished', `${there ?? 0} of ${size} bytes have arrived.`)
      return local.digest(upload_id, size, moved)
    },
    inspect: local.inspect,
    look: local.look,
    removeMade: local.remove,
    async remove(upload_id) {
      forget(upload_id)
      await local.remove(upload_id)
      for (const { key } of await bucket.list(folderOf(upload_id))) await bucket.remove(key)
    },
  }
}

const folderOf = (upload_id: string) => `uploads/${upload_id}/`

/** Sorted by name is sorted by offset. */
const partKey = (upload_id: string, offset: number) => `${folderOf(upload_id)}part-${String(offset).padStart(15, '0')}`

interface Part {
  key: string
  offset: number
  size: number
}

const partsOf = async (bucket: Bucket, upload_id: string): Promise<Part[]> =>
  partsIn(await bucket.list(folderOf(upload_id)))

/** The parts that follow one another without a gap. A part that was sent twice begins at the same offset. */
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
