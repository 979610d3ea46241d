import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../../chat/clock.ts'
import type { RealtimeLimits } from '../../limits/limits.ts'

/** Reads the bodies of POSTs of clients that are not known yet, so each is bounded, and all of them together. */
export interface Posts {
  /**
   * The body as text.
   * @throws ChatError frame_too_large, invalid_frame, server_busy
   */
  read(request: Request, options: ReadOptions): Promise<string>
}

interface ReadOptions {
  /** address of the client; null: any number of clients may share it */
  address: string | null
  /** is called with the first line as soon as that has arrived, and refuses the rest by an error */
  begins?: (line: string) => void
  /** fewer than any POST may have */
  maxBytes?: number
}

/** Bytes of a POST that always have their place: a client that just writes sends fewer. */
export const SMALL = 4_096
/** Longer than any first line that `begins` accepts. */
const LINE_CHARS = 200
const RETRY_MS = 1_000

export function createPosts(
  limits: Pick<RealtimeLimits, 'postMaxBytes' | 'POSTS_BYTES' | 'POSTS_BYTES_PER_ADDRESS' | 'postMs'>,
  clock: Clock,
): Posts {
  const { postMaxBytes, POSTS_BYTES, POSTS_BYTES_PER_ADDRESS, postMs } = limits
  /** bytes of unfinished POSTs above the small size that is free */
  let waiting = 0
  const waitingOf = new Map<string, number>()

  function count(address: string | null, bytes: number): void {
    waiting += bytes
    if (address === null) return
    const own = (waitingOf.get(address) ?? 0) + bytes
    if (own > 0) waitingOf.set(address, own)
    else waitingOf.delete(address)
  }

  return { read }

  async function read(request: Request, { address, begins, maxBytes = postMaxBytes }: ReadOptions): Promise<string> {
    const tooLarge = () => new ChatError('frame_too_large', `This POST has at most ${maxBytes} bytes.`)
    if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge()
    if (!request.body) return ''
    const reader = request.body.getReader()
    let late = false
    const cancelDeadline = clock.after(postMs, () => {
      late = true
      void reader.cancel().catch(() => undefined)
    })
    const chunks: Uint8Array[] = []
    let bytes = 0
    let counted = 0
    let line: string | null = begins ? '' : null
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (late) throw new ChatError('invalid_frame', `A POST must arrive within ${postMs / 1_000} seconds.`)
        if (line !== null) {
          line += Buffer.from(value ?? []).toString('latin1', 0, LINE_CHARS)
          if (done || line.includes('\n') || line.length >= LINE_CHARS) {
            begins?.(line.split('\n', 1)[0] ?? '')
            line = null
          }
        }
        if (done) return Buffer.concat(chunks).toString()
        bytes += value.length
        if (bytes > maxBytes) throw tooLarge()
        const more = Math.max(0, bytes - SMALL) - counted
        const own = address === null ? 0 : (waitingOf.get(address) ?? 0) + more
        if (waiting + more > POSTS_BYTES || (more > 0 && own > POSTS_BYTES_PER_ADDRESS)) {
          throw new ChatError('server_busy', 'Too many POSTs are on their way.', { retryAfterMs: RETRY_MS })
        }
        count(address, more)
        counted += more
        chunks.push(value)
      }
    } finally {
      count(address, -counted)
      cancelDeadline()
      void reader.cancel().catch(() => undefined)
    }
  }
}
