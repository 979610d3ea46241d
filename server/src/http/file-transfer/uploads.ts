import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError, ERRORS } from '@imbachat/protocol'
import { originAllowed } from '@imbachat/protocol/page/origins'
import type { Context } from 'hono'
import type { Upload } from '../../chat/attachments/file.ts'
import { mustBeAllowedToUpload } from '../../chat/attachments/may-upload.ts'
import { isUploadToken } from '../../chat/attachments/signatures.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import { asChatError } from '../error-reply.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyOf } from '../middleware/name-requests.ts'
import type { FileRoutesDeps } from './file-routes-deps.ts'

const PATH = '/imbachat/v1/:widget_id/uploads/:upload_id'

/** Headers that a page of another origin may send and read. */
const CROSS_ORIGIN = {
  'access-control-allow-methods': 'HEAD, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, tus-resumable, upload-offset',
  'access-control-expose-headers': 'upload-offset, upload-length, tus-resumable',
  'access-control-max-age': '86400',
}

/** Limits of the tus protocol. */
const VERSION = '1.0.0'
const PART_TYPE = 'application/offset+octet-stream'

/**
 * The tus 1.0 resource of an upload that `upload.create` made: `HEAD`, `PATCH` and `DELETE`, with the upload's token.
 * Nothing is created here. A refusal of tus itself is plain text; its clients go by the status.
 */
export function uploadRoutes(app: OpenAPIHono<HttpEnv>, { chat, config }: FileRoutesDeps): void {
  const { files } = chat

  // not in the OpenAPI document: the tus protocol describes it
  app.all(PATH, async (c) => {
    const allowed = await crossOrigin(c, chat, config)
    try {
      if (c.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: allowed })
      return withHeaders(await answer(c, await ownUpload(c, chat)), allowed)
    } catch (thrown) {
      const error = asChatError(c, thrown, chat.log)
      return Response.json({ error: bodyOf(c, error) }, { status: ERRORS[error.code].status, headers: allowed })
    }
  })

  async function answer(c: Context<HttpEnv>, upload: Upload): Promise<Response> {
    const { method } = c.req
    if (c.req.header('tus-resumable') !== VERSION) return refusal(412, `Tus-Resumable must be ${VERSION}.`)
    if (method === 'DELETE') return remove(upload)
    if (method !== 'HEAD' && method !== 'PATCH') {
      throw new ChatError('not_found', 'An upload takes HEAD, PATCH and DELETE.')
    }
    await mustBeAllowedToUpload(chat, { ...upload, kind: upload.wish.kind })
    const { size, state } = upload
    if (method === 'HEAD') return offsetAnswer(200, state === 'ready' ? size : await received(upload), size)
    if (state === 'ready') return offsetAnswer(409, size, size)
    const part = files.parts.begin({ ...upload, address: c.env.countedAddress ?? null })
    if (!part) return refusal(409, 'Another part of this file is on its way.')
    try {
      return await take(c.req.raw, upload)
    } finally {
      part.end()
    }
  }

  /** Files before rows: on a full disk, the row can be removed only when the file is gone. */
  async function remove({ widget_id, upload_id }: Upload): Promise<Response> {
    await files.intake.remove(upload_id)
    await chat.store.removeUpload({ widget_id, upload_id })
    // bytes that another node stored before it could see that the upload had ended
    await files.intake.remove(upload_id)
    return new Response(null, { status: 204, headers: { 'tus-resumable': VERSION } })
  }

  async function take({ headers, body }: Request, upload: Upload): Promise<Response> {
    const { upload_id, size } = upload
    if (headers.get('content-type') !== PART_TYPE) return refusal(415, `Content-Type must be ${PART_TYPE}.`)
    const offset = numberIn(headers.get('upload-offset'))
    if (offset === null) return refusal(400, 'Upload-Offset must be a number of bytes.')
    const length = numberIn(headers.get('content-length'))
    if (length === null) return refusal(411, 'Content-Length must say how many bytes the part has.')
    if (offset + length > size) return refusal(413, `The file has ${size} bytes.`)
    const { UPLOAD_PART_BYTES: leastPartBytes, UPLOAD_STALL_SECONDS } = files.limits
    if (length < leastPartBytes && offset + length < size) {
      return refusal(400, `A part has at least ${leastPartBytes} bytes, unless it is the last one.`)
    }
    if (!(await files.intake.mayBegin(upload_id, size, offset))) {
      return refusal(409, 'The part does not begin where the last one ended.')
    }
    try {
      const there = await files.intake.write(
        upload_id,
        offset,
        piecesOf(body, chat.clock, UPLOAD_STALL_SECONDS * 1_000),
      )
      files.announced.arrived(upload_id, there)
      await mustBeOpen(upload)
      return offsetAnswer(204, there)
    } catch (error) {
      files.announced.arrived(upload_id, (await files.intake.received(upload_id, size).catch(() => null)) ?? offset)
      throw error
    }
  }

  /** The upload may have ended while the part arrived; then nobody else removes the part. */
  async function mustBeOpen({ widget_id, upload_id }: Upload): Promise<void> {
    const [upload, widget] = await Promise.all([chat.store.upload(widget_id, upload_id), chat.widgets.find(widget_id)])
    if (upload?.state === 'open' && widget) return
    await files.intake.remove(upload_id)
    throw new ChatError('upload_not_found', 'The upload has ended.')
  }

  /** @throws ChatError upload_not_found */
  async function received({ upload_id, size }: Upload): Promise<number> {
    const bytes = await files.intake.received(upload_id, size)
    if (bytes === null) throw new ChatError('upload_not_found', 'The bytes of this upload are gone.')
    return bytes
  }
}

const refusal = (status: number, text: string) =>
  new Response(`${text}\n`, { status, headers: { 'tus-resumable': VERSION } })

function offsetAnswer(status: number, offset: number, length?: number): Response {
  const headers = { 'tus-resumable': VERSION, 'upload-offset': String(offset) }
  return new Response(null, {
    status,
    headers: length === undefined ? headers : { ...headers, 'upload-length': String(length) },
  })
}

const numberIn = (text: string | null) => (text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null)

/**
 * The bytes as they arrive. A part that stands still would keep its place from others for as long as its connection
 * lives.
 * @throws ChatError server_busy, if nothing comes for `stallMs`; invalid_frame, if the part breaks off
 */
async function* piecesOf(
  body: ReadableStream<Uint8Array> | null,
  clock: Clock,
  stallMs: number,
): AsyncGenerator<Uint8Array> {
  if (!body) return
  const reader = body.getReader()
  const stalled = Promise.withResolvers<never>()
  stalled.promise.catch(() => undefined)
  try {
    for (;;) {
      const cancel = clock.after(stallMs, () =>
        stalled.reject(new ChatError('server_busy', 'No bytes came: go on from the offset.', { retryAfterMs: 1_000 })),
      )
      const { done, value } = await Promise.race([reader.read().catch(brokenOff), stalled.promise]).finally(cancel)
      if (done) return
      yield value
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

function brokenOff(): never {
  throw new ChatError(
    'invalid_frame',
    'The body ended before all of its bytes came: ask for the offset with HEAD and send the rest.',
  )
}

/**
 * @throws ChatError upload_not_found; the same for an upload that is missing, of another user, finished, or without the
 * right token
 */
async function ownUpload(c: Context, { store, clock, files }: ChatDeps): Promise<Upload> {
  const widget_id = readWidgetId(c.req.param('widget_id') ?? '')
  const upload_id = c.req.param('upload_id') ?? ''
  const [, token = ''] = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '') ?? []
  const upload = widget_id === null ? null : await store.upload(widget_id, upload_id)
  if (!upload || !isUploadToken(files.key, upload, token) || upload.expires_at <= clock.now()) {
    throw new ChatError('upload_not_found', 'There is no such upload, or the token is not its token.')
  }
  if (upload.error !== null) throw new ChatError(upload.error, 'The file was refused.')
  return upload
}

/** Pages that may open a connection may upload: no other page gets to read an answer. */
async function crossOrigin(
  c: Context,
  { widgets }: ChatDeps,
  { publicUrl }: { publicUrl: string },
): Promise<Record<string, string>> {
  const origin = c.req.header('origin')
  const widget_id = readWidgetId(c.req.param('widget_id') ?? '')
  if (origin === undefined || widget_id === null) return { vary: 'origin' }
  const widget = await widgets.find(widget_id)
  const allowed = origin === new URL(publicUrl).origin || originAllowed(origin, widget?.origins ?? [])
  return { vary: 'origin', ...(allowed && { ...CROSS_ORIGIN, 'access-control-allow-origin': origin }) }
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  response.headers.set('cache-control', 'no-store')
  return response
}
