import type { Context } from 'hono'
import type { Clock } from '../../chat/clock.ts'
import type { HttpEnv } from '../http-env.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { nothingHere } from '../nothing-here.ts'

/** Milliseconds between two looks whether the person may still watch. */
const LOOK_MS = 2_000
/** Looks between two signs of life, which keep proxies from cutting the stream. */
const LOOKS_PER_SIGN = 7
/** Events that may wait for a reader. */
const MOST_WAITING = 20

interface Watching {
  clock: Clock
  /**
   * Begins. `send` writes one event; false: the reader is too slow, and does not get it. @returns ends it.
   * @throws ChatError: the answer is a refusal
   */
  begin(send: (event: object) => boolean): Promise<() => void>
  /** Rejects when the person may no longer watch. */
  mayStay(): Promise<unknown>
}

/**
 * Server-sent events for a person of the dashboard. Whether they may watch is looked at again and again: a stream lasts
 * for hours, and meanwhile a moderator may lose the role.
 */
export async function eventStream(c: Context<HttpEnv>, { clock, begin, mayStay }: Watching): Promise<Response> {
  // a HEAD request gets here too, and nothing would ever end its stream
  if (c.req.method !== 'GET') throw nothingHere()
  const encoder = new TextEncoder()
  let ended = false
  let cancel = () => {}
  let write: (text: string) => boolean = () => false
  const end = await begin((event) => write(`data: ${JSON.stringify(event)}\n\n`))
  const stop = () => {
    ended = true
    cancel()
    end()
  }
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      write = (text) => {
        // events for a slow reader are dropped: they see less, and the server does not wait
        const hasRoom = (controller.desiredSize ?? 0) > -MOST_WAITING
        if (hasRoom) controller.enqueue(encoder.encode(text))
        return hasRoom
      }
      // so that the browser knows at once that it is connected
      write(': watching\n\n')
      let looks = 0
      const look = async () => {
        const stays = await mayStay().then(
          () => true,
          () => false,
        )
        // the page may have left while the store was asked
        if (ended) return
        if (!stays) {
          stop()
          return controller.close()
        }
        if (++looks % LOOKS_PER_SIGN === 0) write(': still\n\n')
        lookLater()
      }
      const lookLater = () => {
        cancel = clock.after(LOOK_MS, () => void look())
      }
      lookLater()
    },
    cancel: stop,
  })
  return c.body(body, 200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'content-security-policy': API_POLICY,
    'cross-origin-resource-policy': 'same-origin',
  })
}
