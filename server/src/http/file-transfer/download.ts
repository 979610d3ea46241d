import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { ERRORS } from '@imbachat/protocol'
import type { Context } from 'hono'
import { VARIANTS, type Variant } from '../../chat/attachments/file.ts'
import { type OpenedFile, openFile } from '../../chat/attachments/open-file.ts'
import { Refusal } from '../../chat/refusals.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import { asChatError } from '../error-reply.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyOf } from '../middleware/name-requests.ts'
import type { FileRoutesDeps } from './file-routes-deps.ts'

const route = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/files/{file_id}/{variant}',
  operationId: 'file.download',
  summary: 'A file of a message, for the bearer of a ticket',
  request: {
    params: z.object({ widget_id: z.string(), file_id: z.string(), variant: z.enum(VARIANTS) }),
    query: z.object({ ticket: z.string().describe('of `files.tickets`') }),
  },
  responses: {
    200: { description: 'the file', content: { 'application/octet-stream': { schema: z.string() } } },
    206: { description: 'the asked part of it', content: { 'application/octet-stream': { schema: z.string() } } },
    304: { description: 'the caller has it' },
    403: { description: 'the ticket has expired, or is not one for this file' },
    404: { description: 'no such file, or it is not open to the bearer any more' },
    416: { description: 'the asked part lies outside of the file' },
  },
})

/** Types that a browser may show in a page. Files of other types are downloaded. */
const SHOWN = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/gif',
  'video/mp4',
  'video/webm',
  'audio/ogg',
  'audio/mpeg',
  'audio/webm',
  'audio/mp4',
])

/** Whatever a file holds, it is never a page with rights. */
const POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"

/** A file for those who bring a ticket. */
export function downloadRoute(app: OpenAPIHono<HttpEnv>, { chat, moderatorOf }: FileRoutesDeps): void {
  app.openAPIRegistry.registerPath(route)
  app.get(route.getRoutingPath(), async (c) => {
    try {
      const widget_id = readWidgetId(c.req.param('widget_id'))
      const variant = c.req.param('variant')
      if (widget_id === null || !isVariant(variant)) throw new Refusal('file_not_found')
      const ticket = c.req.query('ticket') ?? ''
      const asked = { widget_id, file_id: c.req.param('file_id'), variant, ticket }
      const file = await openFile(chat, asked, () => moderatorOf(c.req.raw.headers, widget_id))
      return await answer(c, file, (range) => chat.files.storage.read(file.key, range))
    } catch (thrown) {
      const error = asChatError(c, thrown, chat.log)
      const headers = { 'cache-control': 'no-store' }
      return Response.json({ error: bodyOf(c, error) }, { status: ERRORS[error.code].status, headers })
    }
  })
}

const isVariant = (text: string): text is Variant => (VARIANTS as readonly string[]).includes(text)

type Read = (range?: { start: number; end: number }) => Promise<Blob | ReadableStream<Uint8Array>>

async function answer(c: Context, file: OpenedFile, read: Read): Promise<Response> {
  const { size } = file
  const headers = headersOf(file)
  const etag = headers.etag ?? ''
  if (c.req.header('if-none-match')?.includes(etag)) return new Response(null, { status: 304, headers })
  const asked = c.req.header('range')
  const ifRange = c.req.header('if-range')
  const range = asked === undefined || (ifRange !== undefined && ifRange !== etag) ? null : byteRange(asked, size)
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  }
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const about: Record<string, string> = {
    ...headers,
    'content-length': String(end - start + 1),
    ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
  }
  const status = range ? 206 : 200
  if (c.req.method === 'HEAD') return new Response(null, { status, headers: about })
  return new Response(await read(range ?? undefined), { status, headers: about })
}

function headersOf({ key, type, name }: OpenedFile): Record<string, string> {
  const shown = SHOWN.has(type)
  return {
    'content-type': shown ? type : 'application/octet-stream',
    'content-disposition': `${shown ? 'inline' : 'attachment'}; ${fileName(name)}`,
    etag: `"${key.split('/').at(-1)}"`,
    'accept-ranges': 'bytes',
    // The address carries a ticket, so no shared cache keeps it; the bytes of a file never change.
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': POLICY,
    // pages that use the SDK show pictures on their own origin; the ticket is what keeps others out
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  }
}

/** RFC 6266: readers of the old form get what ASCII holds of it. */
function fileName(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
  return `filename="${plain}"; filename*=UTF-8''${encoded}`
}

/**
 * One range of bytes, both ends included. null: nothing to heed, the whole file is the answer; so is it where several
 * ranges are asked for, which a server need not serve.
 */
function byteRange(header: string, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const count = Number(last)
    return count === 0 ? 'unsatisfiable' : { start: Math.max(0, size - count), end: size - 1 }
  }
  const start = Number(first)
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start >= size) return 'unsatisfiable'
  return end < start ? null : { start, end }
}
