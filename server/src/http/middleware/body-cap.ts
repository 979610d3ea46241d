import { ChatError } from '@imbachat/protocol'
import { bodyLimit } from 'hono/body-limit'

/** No request of the dashboard is near it; what is longer is not read to its end. */
export const MAX_BODY_BYTES = 64 * 1024

export const bodyCap = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError() {
    throw new ChatError('frame_too_large', `the body must have at most ${MAX_BODY_BYTES} bytes`)
  },
})
