// Calls an ImbaChat server, signs its users in, and checks its webhooks. One file for Node 20 or later, Bun and Deno,
// with nothing to install:
//
//     const chat = new ImbaChat('https://chat.example.com', process.env.API_KEY)
//     const message = { user_id: '1', text: 'On its way' }
//     await chat.call('POST', '/rooms/pipe:order-17/messages', message, 'order-17-shipped')

import { createHmac, timingSafeEqual } from 'node:crypto'

/** Milliseconds that an answer may take. */
const TIMEOUT = 15_000

/**
 * A refusal. Decide by `code`, which is stable; `field` is the wrong field of the call, null if there is none; `status`
 * is 0 where there was no answer (`no_answer`).
 */
export class ImbaChatError extends Error {
  /**
   * @param {string} code
   * @param {string} detail
   * @param {number} status
   * @param {string | null} [field]
   */
  constructor(code, detail, status, field = null) {
    super(`${code}: ${detail}`)
    this.name = 'ImbaChatError'
    this.code = code
    this.status = status
    this.field = field
  }
}

export class ImbaChat {
  #url
  #apiKey

  /**
   * @param {string} url
   * @param {string} apiKey of the dashboard's Keys page; it stays on your server
   */
  constructor(url, apiKey) {
    this.#url = `${url.replace(/\/+$/, '')}/v3`
    this.#apiKey = apiKey
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string} [idempotencyKey] of a POST: the same key again does not do it twice
   * @returns {Promise<Record<string, any>>}
   * @throws {ImbaChatError}
   */
  async call(method, path, body, idempotencyKey) {
    const headers = {
      authorization: `Bearer ${this.#apiKey}`,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    }
    const request = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT) }
    let status = 0
    let answer
    try {
      const response = await fetch(this.#url + path, {
        ...request,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      status = response.status
      answer = await response.json()
    } catch (cause) {
      throw Object.assign(new ImbaChatError('no_answer', 'the chat server did not answer', status), { cause })
    }
    if (status < 300) return answer
    throw new ImbaChatError(answer.code ?? 'internal', answer.detail ?? `status ${status}`, status, answer.field)
  }
}

/**
 * The token that signs a user in, for `token` of the page. Make it for the user who asked for the page, and for nobody
 * else.
 * @param {string} secretKey
 * @param {string | number} userId
 * @param {number} [seconds] that it is good for; the page fetches another one then
 */
export function userToken(secretKey, userId, seconds = 3600) {
  const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const now = Math.floor(Date.now() / 1000)
  const claims = { user_id: userId, iat: now, exp: now + seconds }
  const signed = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
}

/**
 * The event that a webhook brought. `id` is the same when the event is sent again.
 * @param {string} secret of the endpoint, `whsec_…`
 * @param {string} body as it came, not parsed
 * @param {Headers | Record<string, string | string[] | undefined>} headers
 * @param {number} [tolerance] seconds that its clock and yours may differ
 * @returns {{ id: string, type: string, timestamp: string, data: Record<string, any> }}
 * @throws {ImbaChatError} `bad_signature`: answer 400
 */
export function webhookEvent(secret, body, headers, tolerance = 300) {
  const given = (name) => String((headers instanceof Headers ? headers.get(name) : headers[name]) ?? '')
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
  return { id, ...JSON.parse(body) }
}
