import type { Context } from 'hono'
import type { Encoding } from '../assets.ts'
import { packedText } from './packed-text.ts'

/**
 * The smaller encoding that this browser accepts. `*` and weights are ignored: browsers name the encodings that they
 * accept.
 */
export function acceptedEncoding(c: Context): Encoding | null {
  const accepted = c.req.header('accept-encoding') ?? ''
  return /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null
}

/** Text made for one request: compressed, with an ETag, and 304 for those who have it. */
export function cachedAnswer(c: Context, text: string, headers: Record<string, string>): Response {
  const packed = packedText(text)
  const encoding = acceptedEncoding(c)
  const about: Record<string, string> = {
    ...headers,
    etag: packed.etag,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  }
  if (c.req.header('if-none-match')?.includes(packed.etag)) return new Response(null, { status: 304, headers: about })
  if (encoding === null) return new Response(text, { headers: about })
  return new Response(packed.as(encoding), { headers: { ...about, 'content-encoding': encoding } })
}
