import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../chat/clock.ts'
import type { RealtimeLimits } from '../limits/limits.ts'

/**
 * Reads the body of a POST as text. The client is not known yet, so the server keeps no more bytes than a POST may
 * have, and for no longer than it may take.
 * @throws ChatError frame_too_large, invalid_frame
 */
export async function readPost(
  request: Request,
  { postMaxBytes, postMs }: Pick<RealtimeLimits, 'postMaxBytes' | 'postMs'>,
  clock: Clock,
): Promise<string> {
  const tooLarge = () => new ChatError('frame_too_large', `A POST has at most ${postMaxBytes} bytes.`)
  if (Number(request.headers.get('content-length')) > postMaxBytes) throw tooLarge()
  if (!request.body) return ''
  const reader = request.body.getReader()
  let late = false
  const cancelDeadline = clock.after(postMs, () => {
    late = true
    void reader.cancel().catch(() => undefined)
  })
  try {
    const chunks: Uint8Array[] = []
    let bytes = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (late) throw new ChatError('invalid_frame', `A POST must arrive within ${postMs / 1_000} seconds.`)
      if (done) return Buffer.concat(chunks).toString()
      bytes += value.length
      if (bytes > postMaxBytes) throw tooLarge()
      chunks.push(value)
    }
  } finally {
    cancelDeadline()
    void reader.cancel().catch(() => undefined)
  }
}
