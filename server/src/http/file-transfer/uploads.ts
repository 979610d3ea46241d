import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError, ERRORS } from '@imbachat/protocol'
import { originAllowed } from '@imbachat/protocol/origins'
import { Server } from '@tus/server'
import type { Context } from 'hono'
import type { Upload } from '../../chat/attachments/file.ts'
import { isUploadToken } from '../../chat/attachments/signatures.ts'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import { asChatError } from '../error-reply.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyOf } from '../middleware/name-requests.ts'
import type { FileRoutesDeps } from './index.ts'

const PATH = '/imbachat/v1/:widget_id/uploads/:upload_id'

/** What a page of another origin may send and read. */
const CROSS_ORIGIN = {
  'access-control-allow-methods': 'HEAD, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, tus-resumable, upload-offset',
  'access-control-expose-headers': 'upload-offset, upload-length, tus-resumable',
  'access-control-max-age': '86400',
}

/**
 * The tus 1.0 resource of an upload that `upload.create` made: `HEAD`, `PATCH` and `DELETE`, with the upload's token.
 * Nothing is created here.
 */
export function uploadRoutes(app: OpenAPIHono<HttpEnv>, { chat, tusStore, config }: FileRoutesDeps): void {
  const tus = new Server({
    path: '/imbachat/v1/uploads',
    datastore: tusStore,
    // The library would look in the query too, where a bearer could name another upload than the token's.
    getFileIdFromRequest: ({ url }) => new URL(url).pathname.split('/').at(-1),
    allowedOrigins: () => false,
    onResponseError(_, error) {
      if ('status_code' in error && error.status_code < 500) return undefined
      chat.log.error('an upload failed', { error })
      const { status } = ERRORS.storage_unavailable
      return { status_code: status, body: 'Files can not be stored right now.\n' }
    },
  })

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

  async function answer(c: Context, upload: Upload): Promise<Response> {
    const { widgetId, uploadId, size } = upload
    if (c.req.method === 'DELETE') {
      await chat.store.removeUpload(widgetId, uploadId)
      await chat.files.intake.remove(uploadId)
      return new Response(null, { status: 204, headers: { 'tus-resumable': '1.0.0' } })
    }
    // The bytes are stored elsewhere now, so the library can't answer.
    if (upload.state === 'ready') {
      const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(size), 'upload-length': String(size) }
      return new Response(null, { status: c.req.method === 'HEAD' ? 200 : 409, headers })
    }
    if (c.req.method !== 'HEAD' && c.req.method !== 'PATCH') {
      throw new ChatError('not_found', 'An upload takes HEAD, PATCH and DELETE.')
    }
    return tus.handleWeb(c.req.raw)
  }
}

/** @throws ChatError upload_not_found; the same for what is missing, another's, over, and without the right token */
async function ownUpload(c: Context, { store, clock, files }: ChatDeps): Promise<Upload> {
  const widgetId = readWidgetId(c.req.param('widget_id') ?? '')
  const uploadId = c.req.param('upload_id') ?? ''
  const [, token = ''] = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '') ?? []
  const upload = widgetId === null ? null : await store.upload(widgetId, uploadId)
  if (!upload || !isUploadToken(files.key, upload, token) || upload.expiresAt <= clock.now()) {
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
  const widgetId = readWidgetId(c.req.param('widget_id') ?? '')
  if (origin === undefined || widgetId === null) return { vary: 'origin' }
  const widget = await widgets.find(widgetId)
  const allowed = origin === new URL(publicUrl).origin || originAllowed(origin, widget?.origins ?? [])
  return { vary: 'origin', ...(allowed && { ...CROSS_ORIGIN, 'access-control-allow-origin': origin }) }
}

function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  response.headers.set('cache-control', 'no-store')
  return response
}
