import type { Attachment, ReplyTo } from '@imbachat/protocol'
import { backoffMs } from '../connection/backoff.ts'
import { ChatRequestError } from '../request-error.ts'
import type { UploadOptions } from '../types.ts'
import type { FilesOptions } from './files-options.ts'
import { type TusResource, tusResource } from './tus-resource.ts'

/** The server takes no larger body. */
const PART_BYTES = 1_000_000

/** Begins a file again when the server has lost it. */
const MOST_BEGINNINGS = 3

/**
 * Sends a file in parts and asks the server to finish it. What fails because of the network or a busy server is tried
 * again until the caller gives up.
 */
export function createUpload({ server, clock, request }: FilesOptions) {
  return async (room_id: number, file: Blob, options: UploadOptions = {}): Promise<Attachment> => {
    const { signal } = options
    let failures = 0
    let beginnings = 0

    /** Tries again while that may help. */
    async function lasting<T>(act: () => Promise<T>): Promise<T> {
      for (;;) {
        signal?.throwIfAborted()
        try {
          const done = await act()
          failures = 0
          return done
        } catch (error) {
          if (!(error instanceof ChatRequestError) || !error.retry) throw error
          await pause(Math.max(error.retryAfterMs ?? 0, backoffMs(failures++)))
        }
      }
    }

    function pause(ms: number): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const cancel = clock.after(ms, () => {
          signal?.removeEventListener('abort', stop)
          resolve()
        })
        const stop = () => {
          cancel()
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', stop, { once: true })
      })
    }

    async function send(resource: TusResource): Promise<void> {
      let offset = await lasting(() => resource.offset(signal))
      while (offset < file.size) {
        options.onProgress?.(offset, file.size)
        const from = offset
        const part = file.slice(from, from + PART_BYTES)
        const progress = (sent: number) => options.onProgress?.(from + sent, file.size)
        offset = await lasting(async () => {
          try {
            return await resource.send(part, from, progress, signal)
          } catch (error) {
            // part of it may have arrived; `conflict` means that it had
            if (!(error instanceof ChatRequestError) || !error.retry) throw error
            const now = await resource.offset(signal)
            if (now > from) return now
            throw error
          }
        })
      }
      options.onProgress?.(file.size, file.size)
    }

    async function finish(begun: ReplyTo<'upload.create'>, resource: TusResource): Promise<Attachment> {
      for (;;) {
        await send(resource)
        try {
          return (await lasting(() => request('upload.finish', { upload_id: begun.upload_id }))).attachment
        } catch (error) {
          if (!(error instanceof ChatRequestError) || error.code !== 'upload_unfinished') throw error
        }
      }
    }

    let { begun } = options
    for (;;) {
      begun ??= await lasting(() => request('upload.create', inputOf(room_id, file, options)))
      options.onBegun?.(begun)
      const resource = tusResource(`${server}${begun.url}`, begun.token)
      try {
        return await finish(begun, resource)
      } catch (error) {
        if (signal?.aborted) {
          resource.remove()
          throw signal.reason
        }
        const lost = error instanceof ChatRequestError && error.code === 'upload_not_found'
        if (!lost || ++beginnings >= MOST_BEGINNINGS) throw error
        begun = undefined
      }
    }
  }
}

function inputOf(room_id: number, file: Blob, { name, kind, width, height, duration_ms, bars }: UploadOptions) {
  const ownName = 'name' in file ? String(file.name) : 'file'
  return {
    room_id,
    name: (name ?? ownName).slice(-1_000),
    size: file.size,
    type: file.type.slice(0, 200),
    kind,
    width,
    height,
    duration_ms,
    bars: bars && [...bars],
  }
}
