import { ChatError } from '@imbachat/protocol'
import type { MiddlewareHandler } from 'hono'
import { isJson } from '../read-input.ts'

/**
 * The dashboard's session is a cookie, so a foreign page could try to use it. A request that changes something must
 * come from our own page: browsers send Sec-Fetch-Site, or over plain http Origin, and a page can forge neither. A body
 * that a form could send is refused as well.
 * @throws ChatError origin_not_allowed, invalid_frame
 */
export function sameOrigin({ publicUrl }: { publicUrl: string }): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (!fromOurPage(c.req.raw, publicUrl)) {
      throw new ChatError(
        'origin_not_allowed',
        'this must come from a page of this server: Origin names another, or none',
      )
    }
    const contentType = c.req.header('content-type')
    if (contentType !== undefined && !isJson(contentType)) {
      throw new ChatError('invalid_frame', 'the body must be JSON, with Content-Type: application/json')
    }
    return next()
  }
}

function fromOurPage(request: Request, publicUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const origin = request.headers.get('origin')
  if (origin === null || !URL.canParse(origin)) return false
  // Behind a proxy the address that we see may be another than the browser's: either will do.
  return origin === new URL(publicUrl).origin || new URL(origin).host === request.headers.get('host')
}
