import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Events, OPERATIONS, type Operations } from './operations.ts'

export type { Events, Operations }

export type OperationId = keyof Operations

/** What an operation takes: values for the braces of its address, its query and its body, as far as it has them. */
export type InputOf<Id extends OperationId> = Omit<Operations[Id], 'result'>
export type ResultOf<Id extends OperationId> = Operations[Id]['result']

/** An event of the chat. Decide by `type`, and pass over types that you do not know: later versions have more. */
export type ChatEvent = {
  [Type in keyof Events]: {
    /** rises within a widget: `after` of a reader that goes on behind it */
    id: string
    type: Type
    /** ISO 8601 */
    timestamp: string
    /** `truncated`: a webhook cut its longest texts */
    data: Events[Type] & { truncated?: true }
  }
}[keyof Events]

export interface CallOptions {
  /** of an operation that is a POST: the same key again does not do it twice */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

/** An input whose fields may all be absent may be absent itself. */
type Given<Id extends OperationId> =
  Record<never, never> extends InputOf<Id>
    ? [input?: InputOf<Id>, options?: CallOptions]
    : [input: InputOf<Id>, options?: CallOptions]

export interface EventsAsked {
  /** `id` of the event that was handled last; absent: from the oldest that is kept */
  after?: string | undefined
  /** absent: all */
  types?: readonly (keyof Events)[] | undefined
  /** ends the loop */
  signal?: AbortSignal | undefined
}

/**
 * Milliseconds that an answer may take, besides those that a call waits for an event: the server fetches files of a
 * message for 20 s, and a call that was given up may still be carried out.
 */
const TIMEOUT = 60_000
/** Seconds that the server keeps a call which waits for the next event. */
const WAIT = 25
/** Milliseconds between two calls that failed: the first, and the longest. */
const PAUSE = { first: 1_000, most: 60_000 }

/**
 * A refusal. Decide by `code`, which is stable (docs/protocol.md); `field` is the wrong field of the call. `no_answer`
 * and a `status` of 0: the server could not be reached, or said nothing that can be read.
 */
export class ImbaChatError extends Error {
  override readonly name = 'ImbaChatError'
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly status: number,
    readonly field: string | null = null,
    /** milliseconds to wait before trying again; null: the server does not say */
    readonly retryAfter: number | null = null,
    cause?: unknown,
  ) {
    super(`${code}: ${detail}`, { cause })
  }

  /** May the same call succeed later? */
  get isTemporary(): boolean {
    return this.code === 'no_answer' || this.status === 429 || this.status >= 500 || this.code === 'idempotency_running'
  }
}

/** Calls the server API of one chat (docs/api.md) with an API key, which stays on your server. */
export class ImbaChat {
  readonly #url: string
  readonly #apiKey: string

  constructor({ url, apiKey }: { url: string; apiKey: string }) {
    this.#url = url.replace(/\/+$/, '')
    this.#apiKey = apiKey
  }

  /**
   * Does an operation by its id, such as `messages.send`.
   * @throws {ImbaChatError}
   */
  async call<Id extends OperationId>(
    id: Id,
    ...[input = {} as InputOf<Id>, options = {}]: Given<Id>
  ): Promise<ResultOf<Id>> {
    return (await this.#ask(id, input, options)) as ResultOf<Id>
  }

  /**
   * What happens in the chat, in order, without an end: it waits for the next event, and goes on after a time in which
   * the server was away. Handle an event, store its `id`, and give that as `after` when your program starts again: what
   * was not stored comes once more.
   * @throws {ImbaChatError} `events_gone` if events behind `after` are no longer kept: read the state instead; and what
   * time does not heal, such as a revoked key
   */
  async *events({ after, types, signal }: EventsAsked = {}): AsyncGenerator<ChatEvent, void, undefined> {
    let next = after
    for (let failures = 0; !signal?.aborted; ) {
      const query = { wait: WAIT, ...(next !== undefined && { after: next }), ...(types && { types: types.join(',') }) }
      let page: ResultOf<'events.list'>
      try {
        page = await this.call('events.list', { query } as InputOf<'events.list'>, { signal })
        failures = 0
      } catch (error) {
        if (signal?.aborted) return
        if (!(error instanceof ImbaChatError) || !error.isTemporary) throw error
        const pause = Math.min(PAUSE.first * 2 ** failures++, PAUSE.most) * (0.5 + Math.random() / 2)
        await sleep(Math.max(pause, error.retryAfter ?? 0), signal)
        continue
      }
      if (next !== undefined && page.oldest !== null && Number(page.oldest) > Number(next) + 1) {
        throw new ImbaChatError('events_gone', `events between ${next} and ${page.oldest} are no longer kept`, 200)
      }
      for (const event of page.events) yield event as ChatEvent
      next = page.next
    }
  }

  async #ask(id: string, input: Partial<Asked>, { idempotencyKey, signal }: CallOptions): Promise<unknown> {
    const [method, path] = OPERATIONS[id] ?? []
    if (method === undefined || path === undefined) {
      throw new ImbaChatError('not_found', `this version of the package knows no operation ${id}`, 0)
    }
    const { params = {}, query = {}, body } = input
    const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
    const asked = Object.entries(query).filter(([, value]) => value !== undefined)
    const search = new URLSearchParams(asked.map(([name, value]) => [name, String(value)]))
    const timeout = AbortSignal.timeout(TIMEOUT + (Number(query.wait) || 0) * 1000)
    let response: Response | undefined
    let answer: Problem
    try {
      response = await fetch(`${this.#url}${address}${search.size > 0 ? `?${search}` : ''}`, {
        method: method.toUpperCase(),
        headers: {
          authorization: `Bearer ${this.#apiKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      answer = (await response.json()) as Problem
    } catch (cause) {
      const status = response?.status ?? 0
      throw new ImbaChatError('no_answer', 'the chat server did not answer', status, null, null, cause)
    }
    const { ok, status } = response
    if (ok) return answer
    const { code = 'no_answer', detail = `status ${status}`, field = null, retry_after_ms = null } = answer
    throw new ImbaChatError(code, detail, status, field, retry_after_ms)
  }
}

interface Asked {
  params: Record<string, unknown>
  query: Record<string, unknown>
  body: unknown
}

interface Problem {
  code?: string
  detail?: string
  field?: string
  retry_after_ms?: number
}

const sleep = (ms: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/**
 * The token that signs a user in, for `token` of the page. Make it for the user who asked for the page, and for nobody
 * else.
 * @param seconds that it is good for; the page fetches another one then
 */
export function userToken(secretKey: string, userId: string | number, seconds = 3600): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = { user_id: userId, iat: now, exp: now + seconds }
  const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
}

/** An event as a webhook brings it. */
export type WebhookEvent = (
  | ChatEvent
  | { id: string; type: 'webhook.test'; timestamp: string; data: Record<string, never> }
) & {
  /** of `webhook-id`: the same when the event is sent again, and never that of another one */
  id: string
  /** its place in the log, for `after` of a reader; the numbers begin again when a log does */
  log_id: string
}

/**
 * The event that a webhook brought.
 * @param secret of the endpoint, `whsec_…`
 * @param body as it came, not parsed
 * @param headers of the request: those of `fetch`, or those of Node
 * @param tolerance seconds that its clock and yours may differ
 * @throws {ImbaChatError} `bad_signature`: answer 400
 */
export function webhookEvent(
  secret: string,
  body: string,
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>,
  tolerance = 300,
): WebhookEvent {
  const given = (name: string) => String((headers instanceof Headers ? headers.get(name) : headers[name]) ?? '')
  const id = given('webhook-id')
  const sentAt = given('webhook-timestamp')
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  // without a secret anybody could sign
  if (key.length < 24) throw new ImbaChatError('bad_secret', 'the secret must be that of the endpoint, whsec_…', 500)
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${sentAt}.${body}`).digest('base64')}`)
  // two while a secret is being replaced
  const isOurs = given('webhook-signature')
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  if (!isOurs || !(Math.abs(Date.now() / 1000 - Number(sentAt)) <= tolerance)) {
    throw new ImbaChatError('bad_signature', 'the webhook is not signed with this secret, or too old', 400)
  }
  const event = JSON.parse(body) as ChatEvent
  return { ...event, id, log_id: event.id }
}
