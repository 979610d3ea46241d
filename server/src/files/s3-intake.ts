import type { Readable } from 'node:stream'
import { DataStore, ERRORS, Upload } from '@tus/server'
import type { Intake } from './intake.ts'
import type { Bucket } from './s3-bucket.ts'

/**
 * Receives parts of files as objects under `uploads/ID/`, each named by its offset, so that every part may come to
 * another node. What is looked at is put together on this machine first.
 */
export function s3Intake(bucket: Bucket, local: Intake): Intake {
  const tusStore = partsStore(bucket)

  async function collect(uploadId: string, moved?: () => void): Promise<string> {
    const path = local.pathOf(uploadId)
    const writer = Bun.file(path).writer()
    try {
      for (const { key } of await partsOf(bucket, uploadId)) {
        for await (const chunk of await bucket.read(key)) {
          writer.write(chunk)
          await writer.flush()
          moved?.()
        }
      }
    } finally {
      await writer.end()
    }
    return path
  }

  return {
    tusStore,
    pathOf: local.pathOf,
    async begin(uploadId, size) {
      await bucket.write(`${folderOf(uploadId)}size`, String(size))
    },
    async received(uploadId) {
      return (await sizeOf(bucket, uploadId)) === null ? null : offsetOf(await partsOf(bucket, uploadId))
    },
    async digest(uploadId, moved) {
      await collect(uploadId, moved)
      return local.digest(uploadId)
    },
    inspect: local.inspect,
    look: local.look,
    async remove(uploadId) {
      await local.remove(uploadId)
      for (const { key } of await bucket.list(folderOf(uploadId))) await bucket.remove(key)
    },
  }
}

const folderOf = (uploadId: string) => `uploads/${uploadId}/`

/** Sorted by name is sorted by offset. */
const partKey = (uploadId: string, offset: number) => `${folderOf(uploadId)}part-${String(offset).padStart(15, '0')}`

interface Part {
  key: string
  offset: number
  size: number
}

/** Those that follow one another without a hole. A part that was sent twice begins at the same offset. */
async function partsOf(bucket: Bucket, uploadId: string): Promise<Part[]> {
  const parts: Part[] = []
  let next = 0
  for (const { key, size } of await bucket.list(`${folderOf(uploadId)}part-`)) {
    const offset = Number(key.slice(-15))
    if (offset !== next) continue
    parts.push({ key, offset, size })
    next += size
  }
  return parts
}

const offsetOf = (parts: readonly Part[]) => parts.reduce((sum, { size }) => sum + size, 0)

async function sizeOf(bucket: Bucket, uploadId: string): Promise<number | null> {
  const found = await bucket.list(`${folderOf(uploadId)}size`)
  if (found.length === 0) return null
  return Number(await new Response(await bucket.read(`${folderOf(uploadId)}size`)).text())
}

function partsStore(bucket: Bucket): DataStore {
  return new (class extends DataStore {
    override extensions = ['termination']

    override async getUpload(id: string): Promise<Upload> {
      const size = await sizeOf(bucket, id)
      if (size === null) throw ERRORS.FILE_NOT_FOUND
      return new Upload({ id, size, offset: offsetOf(await partsOf(bucket, id)) })
    }

    /** A part is as small as a request's body. One that breaks off is kept as far as it came. */
    override async write(stream: Readable, id: string, offset: number): Promise<number> {
      const chunks: Uint8Array[] = []
      let broken: unknown
      try {
        for await (const chunk of stream) chunks.push(chunk as Uint8Array)
      } catch (error) {
        broken = error
      }
      const part = Buffer.concat(chunks)
      if (part.length > 0) await bucket.write(partKey(id, offset), part)
      if (broken) throw broken
      return offset + part.length
    }
  })()
}
