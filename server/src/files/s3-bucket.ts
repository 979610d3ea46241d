import { ChatError } from '@imbachat/protocol'
import { S3Client } from 'bun'
import type { Log } from '../chat/log.ts'
import type { S3Settings } from '../config/config.ts'
import { saying } from './disk-storage.ts'

/** Milliseconds until the answer begins. */
const PATIENCE_MS = 20_000

/** Objects of one bucket. Every method @throws ChatError storage_unavailable */
export interface Bucket {
  write(key: string, data: Blob | Uint8Array | string): Promise<void>
  /** @throws ChatError file_not_found */
  read(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>>
  remove(key: string): Promise<void>
  /** by key */
  list(prefix: string): Promise<{ key: string; size: number }[]>
}

export function s3Bucket(settings: S3Settings, log: Log): Bucket {
  const client = new S3Client(settings)

  /** By a signed address: the status is known before the first byte is passed on. */
  async function read(key: string, range?: { start: number; end: number }): Promise<ReadableStream<Uint8Array>> {
    const giveUp = new AbortController()
    const timer = setTimeout(() => giveUp.abort(new Error('no answer in time')), PATIENCE_MS)
    const headers: Record<string, string> = range ? { range: `bytes=${range.start}-${range.end}` } : {}
    // biome-ignore lint/style/noRestrictedGlobals: the bucket is the server administrator's own
    const answer = await fetch(client.presign(key), { headers, signal: giveUp.signal }).finally(() =>
      clearTimeout(timer),
    )
    if (answer.status === 404) throw new ChatError('file_not_found', 'The file is gone.')
    if (answer.status !== (range ? 206 : 200) || !answer.body)
      throw new Error(`S3 answered ${answer.status} for ${key}`)
    return answer.body
  }

  return {
    write: (key, data) => saying(log, 'S3 did not take a file', () => client.write(key, data).then(() => undefined)),
    read: (key, range) => saying(log, 'S3 did not give a file', () => read(key, range)),
    remove: (key) => saying(log, 'S3 did not remove a file', () => client.delete(key)),
    list: (prefix) =>
      saying(log, 'S3 did not list files', async () => {
        const found: { key: string; size: number }[] = []
        for (let startAfter: string | undefined; ; ) {
          const page = await client.list({ prefix, ...(startAfter !== undefined && { startAfter }) })
          for (const { key, size = 0 } of page.contents ?? []) found.push({ key, size })
          startAfter = page.contents?.at(-1)?.key
          if (!page.isTruncated || startAfter === undefined) return found
        }
      }),
  }
}
