import { ChatError } from '@imbachat/protocol'
import { bodyLimit } from 'hono/body-limit'

/** Far above any request of the dashboard; a longer body is not read to its end. */
export const MAX_BODY_BYTES = 64 * 1024

export const bodyCap = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError() {
    throw new ChatError('frame_too_large', `the body must have at most ${MAX_BODY_BYTES} bytes`)
  },
})
