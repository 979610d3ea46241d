import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError, ERRORS } from '@imbachat/protocol'
import type { Operation } from '@imbachat/protocol/http/operation'
import type { SiteOperationId, siteOperations } from '@imbachat/protocol/http/site-api'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { Refusal } from '../../chat/refusals.ts'
import { mustNotBeSuspended } from '../../chat/widget.ts'
import type { KeyUse } from '../../dashboard/keys/key-use.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import { asChatError } from '../error-reply.ts'
import type { Health } from '../health.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyOf } from '../middleware/name-requests.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { describeOperation } from '../openapi.ts'
import { parse } from '../read-input.ts'
import { addUsers } from './add-users.ts'
import { createRoom } from './create-room.ts'
import { deleteMsg } from './delete-msg.ts'
import { editMsg } from './edit-msg.ts'
import { endSessions, eraseUser } from './end-user.ts'
import type { SiteCall, SiteEndpoint, SitePeople } from './endpoint.ts'
import { getRooms } from './get-rooms.ts'
import { readBody } from './read-body.ts'
import { removeUsers } from './remove-users.ts'
import { sendMsg } from './send-msg.ts'
import { sitePrincipal } from './site-principal.ts'

/** The handler of each call. A described call without a handler does not compile. */
const endpoints: { [Id in SiteOperationId]: SiteEndpoint<(typeof siteOperations)[Id]> } = {
  'site_api.create_room': createRoom,
  'site_api.send_msg': sendMsg,
  'site_api.edit_msg': editMsg,
  'site_api.delete_msg': deleteMsg,
  'site_api.add_users': addUsers,
  'site_api.remove_users': removeUsers,
  'site_api.get_rooms': getRooms,
  'site_api.end_sessions': endSessions,
  'site_api.erase_user': eraseUser,
}

/** A message of 20,000 characters, in the encoding of forms, or a thousand users with their names. */
const MAX_BODY_BYTES = 256 * 1024

/** Seconds of the rate that may come at once. */
const BURST_SECONDS = 4

/** Users named in a call that cost as much as a call. */
const USERS_PER_CALL = 20

const headers = { 'cache-control': 'no-store', 'content-security-policy': API_POLICY }

export interface SiteApiDeps {
  chat: ChatDeps
  people: SitePeople
  /** missing: it is not kept which key is used */
  keyUse?: KeyUse
  health(): Health
}

/** REST v2: operations for a site's own server, with the widget's keys (docs/rest-api.md). */
export function siteApiRoutes(app: OpenAPIHono<HttpEnv>, deps: SiteApiDeps): void {
  const { chat } = deps
  const failures = chat.rates.buckets('wrong keys of REST')
  const rates = chat.rates.buckets('calls of REST')
  const cap = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => refusal(c, tooLarge(), chat) })

  /** @throws ChatError widget_suspended, rate_limited */
  async function takeCall(widget_id: number, user_ids: unknown): Promise<void> {
    const widget = await chat.widgets.find(widget_id)
    if (widget) mustNotBeSuspended(widget)
    const perSecond = widget?.quotas.rest_calls_per_second ?? chat.limits.REST_CALLS_PER_SECOND
    if (perSecond === 0) return
    const size = { perSecond, burst: perSecond * BURST_SECONDS }
    const cost = 1 + (Array.isArray(user_ids) ? user_ids.length : 0) / USERS_PER_CALL
    const wait = rates.take(String(widget_id), size, Math.min(cost, size.burst))
    if (wait === 0) return
    throw new ChatError('rate_limited', `at most ${perSecond} calls a second`, { retryAfterMs: wait })
  }

  async function answer(c: Context<HttpEnv>, { operation, act }: SiteEndpoint<Operation>): Promise<object> {
    if (deps.health() === 'draining') {
      throw new Refusal('shutting_down', { retryAfterMs: 1_000 })
    }
    let read: Promise<Record<string, unknown>> | undefined
    const fields = () => {
      read ??= readBody(c)
      return read
    }
    const caller = {
      widget_id: readWidgetId(c.req.param('imba_id') ?? '') ?? 0,
      address: c.env.address,
      authorization: c.req.header('authorization'),
      fields,
    }
    const site = await sitePrincipal({ widgets: chat.widgets, failures, keyUse: deps.keyUse }, caller)
    await takeCall(site.widget_id, (await fields()).users_ids)
    const body = parse(operation.body, await fields()) as SiteCall<Operation>['body']
    // The schema also filters the answer: a field that is not declared never leaves the server.
    return operation.result.parse(await act({ chat, people: deps.people, site, body })) as object
  }

  for (const endpoint of Object.values(endpoints) as unknown as SiteEndpoint<Operation>[]) {
    describeOperation(app, endpoint.operation)
    app.post(endpoint.operation.path.replace('{imba_id}', ':imba_id'), cap, (c) =>
      answer(c, endpoint).then(
        (result) => c.json(result, 200, headers),
        (error: unknown) => refusal(c, error, chat),
      ),
    )
  }
  app.all('/imbachat/v2/:imba_id/:call', (c) => refusal(c, noSuchCall(c.req.method, c.req.param('call')), chat))
}

const CALLS = Object.values(endpoints).map(({ operation }) => operation.path.split('/').at(-1) ?? '')

function noSuchCall(method: string, call: string): ChatError {
  if (CALLS.includes(call)) return new ChatError('not_found', `${call} is called by POST, and this is ${method}`)
  return new ChatError('not_found', `there is no call ${call.slice(0, 40)}; the calls are ${CALLS.join(', ')}`)
}

const tooLarge = () => new ChatError('frame_too_large', `the body must have at most ${MAX_BODY_BYTES} bytes`)

/** Field names of REST v2 for fields that the chat names differently. */
const FIELDS: Record<string, string> = { text: 'message', reply_to: 'answer_to' }

function refusal(c: Context, thrown: unknown, { log }: Pick<ChatDeps, 'log'>): Response {
  const error = asChatError(c, thrown, log)
  const { code, message, field, retry_after_ms, request_id } = bodyOf(c, error)
  const named = field && (FIELDS[field] ?? field)
  const text = named === undefined || message.startsWith(named) ? message : `${named}: ${message}`
  return c.json(
    {
      success: false,
      error: text,
      code,
      ...(named && { field: named }),
      ...(retry_after_ms && { retry_after_ms }),
      request_id,
    },
    ERRORS[code].status,
    {
      ...headers,
      ...(retry_after_ms && { 'retry-after': String(Math.ceil(retry_after_ms / 1000)) }),
      ...(code === 'not_authenticated' && { 'www-authenticate': 'Basic realm="ImbaChat"' }),
    },
  )
}
