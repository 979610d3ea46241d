import { createHash } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError } from '@imbachat/protocol'
import { type ApiOperationId, apiOperations } from '@imbachat/protocol/http/api/api-operations'
import { API } from '@imbachat/protocol/http/api/api-parts'
import type { Operation } from '@imbachat/protocol/http/operation'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { ApiPrincipal } from '../../chat/principal.ts'
import { Refusal } from '../../chat/refusals.ts'
import { mustNotBeSuspended } from '../../chat/widget.ts'
import type { Answer, RepeatedCall } from '../../dashboard/keys/repeated-calls.ts'
import type { HttpEnv } from '../http-env.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { describeOperation } from '../openapi.ts'
import { bytesOf, parse, parseAddress, readJson, readParams } from '../read-input.ts'
import { botActs, mustBeForBot, mustBeOpenTo, withBot } from './acts/bots.ts'
import { importActs } from './acts/import.ts'
import { messageActs } from './acts/messages.ts'
import { roomActs } from './acts/rooms.ts'
import { signingSecret, teamActs } from './acts/team.ts'
import { userActs } from './acts/users.ts'
import { widgetActs } from './acts/widget.ts'
import { apiPrincipal } from './api-principal.ts'
import type { ApiAct, ApiActs, ApiCall, ApiDeps } from './endpoint.ts'
import { problemReply } from './problem-reply.ts'

/** The implementation of each operation. An operation without one does not compile. */
const acts: ApiActs<typeof apiOperations> = {
  ...messageActs,
  ...roomActs,
  ...userActs,
  ...importActs,
  ...widgetActs,
  ...teamActs,
  ...botActs,
}

/** A message of 20,000 characters, or a thousand users with their names. */
const MAX_BODY_BYTES = 256 * 1024

/** Seconds of the rate that may come at once. */
const BURST_SECONDS = 4

/** Their answers open something, so none is kept: a repeated call makes another one, which harms nobody. */
const SECRET_ANSWERS: ReadonlySet<string> = new Set<ApiOperationId>([
  'users.token',
  'files.create',
  'import.file',
  'bots.create_key',
])

/** Their answers are kept without the secret, which the same call made again reads from the endpoint. */
const WEBHOOK_SECRETS: ReadonlySet<string> = new Set<ApiOperationId>(['webhooks.create', 'webhooks.rotate_secret'])

/** Users named in a call that cost as much as a call. */
const USERS_PER_CALL = 20

const HEADERS = { 'cache-control': 'no-store', 'content-security-policy': API_POLICY }

/** The server API: operations for a site's own server and for automations, with an API key (docs/api.md). */
export function apiRoutes(app: OpenAPIHono<HttpEnv>, deps: ApiDeps): void {
  const { chat } = deps
  const failures = chat.rates.buckets('wrong API keys')
  const ofKeys = chat.rates.buckets('calls of API keys')
  // the same bucket as REST v2, because the administrator's limit for a widget covers both
  const ofWidgets = chat.rates.buckets('calls of REST')

  const refused = (c: Context, error: unknown, headers: Record<string, string> = {}) =>
    problemReply(c, error, {
      log: chat.log,
      publicUrl: deps.config.publicUrl,
      headers: { ...HEADERS, ...headers },
    })

  /**
   * @param headers get the number of calls that the key has left
   * @returns calls per second that the widget may make
   * @throws ChatError widget_suspended, rate_limited
   */
  async function takeCall({ widget_id, key }: ApiPrincipal, headers: Record<string, string>): Promise<number> {
    const widget = await chat.widgets.find(widget_id)
    if (widget) mustNotBeSuspended(widget)
    const perSecond = chat.limits.API_CALLS_PER_SECOND
    if (perSecond > 0) {
      const size = { perSecond, burst: perSecond * BURST_SECONDS }
      const wait = ofKeys.take(key.key_id, size)
      const left = ofKeys.left(key.key_id, size)
      headers['ratelimit-policy'] = `"key";q=${size.burst};w=${BURST_SECONDS}`
      headers.ratelimit = `"key";r=${left};t=${Math.ceil((size.burst - left) / perSecond)}`
      if (wait > 0) throw tooOften(perSecond, 'API key', wait)
    }
    const ofWidget = widget?.quotas.rest_calls_per_second ?? chat.limits.REST_CALLS_PER_SECOND
    takeOfWidget(widget_id, ofWidget, 1)
    return ofWidget
  }

  /** @throws ChatError rate_limited */
  function takeOfWidget(widget_id: number, perSecond: number, cost: number): void {
    if (perSecond === 0 || cost === 0) return
    const size = { perSecond, burst: perSecond * BURST_SECONDS }
    const wait = ofWidgets.take(String(widget_id), size, Math.min(cost, size.burst))
    if (wait > 0) throw tooOften(perSecond, 'widget', wait)
  }

  async function answer(
    c: Context<HttpEnv>,
    operation: Operation,
    act: ApiAct<Operation>,
    headers: Record<string, string>,
  ): Promise<Answer> {
    if (deps.health() === 'draining') {
      throw new Refusal('shutting_down', { retryAfterMs: 1_000 })
    }
    // The caller and their rights are checked before the request is read.
    const by = await apiPrincipal(
      { apiKeys: deps.apiKeys, failures },
      { authorization: c.req.header('authorization'), address: c.env.address },
    )
    const ofWidget = await takeCall(by, headers)
    const { scope } = operation
    if (scope !== undefined && !by.key.scopes.includes(scope)) {
      throw new ChatError('forbidden', `this API key lacks the scope ${scope}`)
    }
    mustBeOpenTo(by, operation)
    const { widget_id } = by
    // reads a chunked body to its end, so the key is checked first
    await cap(c, async () => {})
    const idempotencyKey = operation.method === 'post' ? readIdempotencyKey(c) : undefined
    const body = operation.body && parse(operation.body, withBot(by, await readJson(c, { once: true }), operation))
    const input = { params: readParams(c, operation), query: readQuery(c, operation), body }
    await mustBeForBot(chat, by, operation, input)
    takeOfWidget(widget_id, ofWidget, Math.floor(usersIn(body) / USERS_PER_CALL))
    const carriedOut = async (): Promise<Answer> => {
      const caller = { headers: c.req.raw.headers, address: c.env.address }
      const { signal } = c.req.raw
      const call = { ...input, by, widget_id, caller, idempotencyKey, signal } as ApiCall<Operation>
      // The schema also filters the answer: a field that is not declared never leaves the server.
      return { status: operation.status, body: operation.result.parse(await act(call, deps)) as object }
    }
    if (idempotencyKey === undefined || SECRET_ANSWERS.has(operation.id)) return carriedOut()
    const request_hash = await hashOf(c, operation)
    const repeated = { widget_id, idempotencyKey: ofCaller(by, idempotencyKey), request_hash }
    if (WEBHOOK_SECRETS.has(operation.id)) return withSecret(repeated, carriedOut, headers)
    return once(repeated, carriedOut, headers)
  }

  async function once(call: RepeatedCall, act: () => Promise<Answer>, headers: Record<string, string>) {
    const { answer, isRepeated } = await deps.repeatedCalls.once(call, act)
    if (isRepeated) headers['idempotent-replayed'] = 'true'
    return answer
  }

  async function withSecret(call: RepeatedCall, act: () => Promise<Answer>, headers: Record<string, string>) {
    const withoutSecret = async () => {
      const { status, body } = await act()
      const { secret: _, ...kept } = body as { secret: string }
      return { status, body: kept }
    }
    const { status, body } = await once(call, withoutSecret, headers)
    const { endpoint } = body as { endpoint: { endpoint_id: string } }
    return { status, body: { ...body, secret: await signingSecret(deps, call.widget_id, endpoint) } }
  }

  for (const [id, operation] of Object.entries(apiOperations) as [ApiOperationId, Operation][]) {
    describeOperation(app, operation)
    const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
    app.on(operation.method.toUpperCase(), path, async (c: Context<HttpEnv>) => {
      const headers: Record<string, string> = {}
      try {
        const { status, body } = await answer(c, operation, acts[id] as unknown as ApiAct<Operation>, headers)
        return c.json(body, status as 200, { ...HEADERS, ...headers })
      } catch (error) {
        return refused(c, error, headers)
      }
    })
  }
  app.all(`${API}/*`, (c) =>
    refused(c, new ChatError('not_found', `there is no operation ${c.req.method} ${c.req.path.slice(0, 200)}`)),
  )
}

const cap = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError() {
    throw new ChatError('frame_too_large', `the body must have at most ${MAX_BODY_BYTES} bytes`)
  },
})

const tooOften = (perSecond: number, of: string, retryAfterMs: number) =>
  new ChatError('rate_limited', `at most ${perSecond} calls a second for each ${of}`, { retryAfterMs })

/** @throws ChatError invalid_field that names a field of the query that came twice, or that the operation lacks */
function readQuery(c: Context, operation: Operation): unknown {
  const given = new URL(c.req.url).searchParams
  const names = [...given.keys()]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw invalid(twice, 'must come once')
  if (operation.query !== undefined) return parseAddress(operation.query, Object.fromEntries(given))
  if (names[0] !== undefined) throw invalid(names[0], 'is not a field of this operation')
  return undefined
}

const invalid = (field: string, problem: string) =>
  new ChatError('invalid_field', `${field}: ${problem}`.slice(0, 300), { field: field.slice(0, 128) })

/** @throws ChatError invalid_field */
function readIdempotencyKey(c: Context): string | undefined {
  const key = c.req.header('idempotency-key')
  if (key === undefined || /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ChatError('invalid_field', 'Idempotency-Key: must have 1 to 255 visible ASCII characters', {
    field: 'Idempotency-Key',
  })
}

/** Each bot has idempotency keys of its own: it must not meet those of the site or of another bot. */
function ofCaller({ key: { user_id } }: ApiPrincipal, idempotencyKey: string): string {
  if (user_id === null) return idempotencyKey
  // no header has a space
  return `bot ${createHash('sha256').update(`${user_id} ${idempotencyKey}`).digest('base64url')}`
}

async function hashOf(c: Context, operation: Operation): Promise<string> {
  const { pathname, search } = new URL(c.req.url)
  const hash = createHash('sha256').update(`${operation.id}\n${pathname}${search}\n`)
  return hash.update(await bytesOf(c)).digest('hex')
}

const usersIn = (body: unknown): number => {
  const named = typeof body === 'object' && body !== null && 'user_ids' in body ? body.user_ids : null
  return Array.isArray(named) ? named.length : 0
}
