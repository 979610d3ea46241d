import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { banAppeal, banAppealReply } from '@imbachat/protocol/http/moderation/ban-appeal'
import { errorReply } from '@imbachat/protocol/http/operation'
import { devId } from '@imbachat/protocol/ids'
import type { HttpEnv } from './http-env.ts'

const params = z.object({ widget_id: devId.describe('DEV_ID') })
const upload = params.extend({ upload_id: z.string() })
const at = (path: string) => `/imbachat/v1/{widget_id}/${path}`

const text = (description: string) => ({ 'text/plain': { schema: z.string().describe(description) } })
const refused = (description: string) => ({ description, content: { 'application/json': { schema: errorReply } } })
const admission = {
  403: refused('origin_not_allowed, banned'),
  404: refused('widget_unknown'),
  429: refused('rate_limited, too_many_sockets'),
  503: refused('server_busy, shutting_down'),
}
/** The frames of a stream, as in docs/protocol.md and /asyncapi.json. */
const events = { 'text/event-stream': { schema: z.string().describe('lines `data: FRAME`, and comments') } }
const tus = { description: 'Tus-Resumable, Upload-Offset' }

/**
 * Describes paths that are served beside the routes of this app: streams and polls instead of the socket, and uploads.
 */
export function describeRealtime({ openAPIRegistry }: OpenAPIHono<HttpEnv>): void {
  const describe = openAPIRegistry.registerPath.bind(openAPIRegistry)
  describe({
    method: 'post',
    path: at('stream'),
    operationId: 'realtime.stream',
    summary: 'A session without a WebSocket: its events, as a stream',
    request: { params },
    responses: { 200: { description: 'the stream; its first event names it', content: events }, ...admission },
  })
  describe({
    method: 'post',
    path: at('frames'),
    operationId: 'realtime.frames',
    summary: 'Frames of the client of a stream',
    request: { params, body: { required: true, content: text('`NAME NUMBER`, then a frame a line') } },
    responses: {
      204: { description: 'taken, or taken before; replies come down the stream' },
      400: refused('invalid_frame: the body is not of that form'),
      404: refused('not_found: there is no such stream'),
      413: refused('frame_too_large'),
      422: refused('invalid_field: the number skips one'),
      503: refused('server_busy, shutting_down'),
    },
  })
  describe({
    method: 'post',
    path: at('poll'),
    operationId: 'realtime.poll',
    summary: 'The events of a session without a WebSocket and without a stream',
    request: { params, body: { content: text('empty: begins a session; then `NAME NUMBER`') } },
    responses: {
      200: { description: 'the events that wait; empty: ask again in a second', content: text('lines `data: FRAME`') },
      ...admission,
      400: refused('invalid_frame: the body is not of that form'),
      413: refused('frame_too_large'),
      422: refused('invalid_field: the number skips one'),
    },
  })
  describe({
    method: 'post',
    path: at('appeal'),
    operationId: 'realtime.appeal',
    summary: 'The note of a banned user to the moderators',
    request: { params, body: { required: true, content: { 'application/json': { schema: banAppeal } } } },
    responses: {
      200: { description: 'stored, or sent before', content: { 'application/json': { schema: banAppealReply } } },
      400: refused('invalid_frame'),
      401: refused('token_*'),
      403: refused('forbidden, origin_not_allowed'),
      404: refused('widget_unknown'),
      413: refused('frame_too_large'),
      422: refused('invalid_field'),
      429: refused('rate_limited'),
    },
  })
  for (const [method, summary, responses] of [
    ['head', 'How many bytes of an upload have arrived', { 200: tus }],
    ['patch', 'The next part of an upload', { 204: tus, 400: tus, 409: tus, 411: tus, 413: tus, 415: tus }],
    ['delete', 'Gives an upload up', { 204: { description: 'it is gone' } }],
  ] as const) {
    describe({
      method,
      path: at('uploads/{upload_id}'),
      operationId: `upload.${method}`,
      summary,
      description: 'tus 1.0, with the header `Tus-Resumable: 1.0.0` and the token of `upload.create`',
      security: [{ upload: [] }],
      request: {
        params: upload,
        ...(method === 'patch' && {
          body: { required: true, content: { 'application/offset+octet-stream': { schema: z.string() } } },
        }),
      },
      responses: {
        ...responses,
        403: refused('not_permitted, forbidden'),
        404: refused('upload_not_found'),
        412: { description: 'Tus-Resumable is missing' },
      },
    })
  }
}
