import { type Egress, EgressError } from '../egress/egress.ts'
import type { WebhookCall } from '../webhooks/endpoint.ts'

/** Bytes of an answer that are read: only its beginning is kept, and no receiver can hold up its calls with more. */
const MOST_BYTES = 64 * 1024
/** Characters of an answer that the dashboard shows. */
const KEPT = 1_000

/** Calls receivers of webhooks through egress, which has its own words for what went wrong. */
export function createWebhookCall(egress: Egress): WebhookCall {
  return async ({ widget_id, endpoint_id, url, headers, body }) => {
    const started = performance.now()
    try {
      const answer = await egress.request({
        method: 'POST',
        url,
        headers,
        body,
        maxBytes: MOST_BYTES,
        // a longer answer is cut, and counts
        enough: () => false,
        scope: `webhook ${widget_id} ${endpoint_id}`,
        // the delivery has delays of its own
        breakerIgnored: true,
      })
      const { status, tookMs: ms } = answer
      return {
        status,
        problem: status >= 200 && status < 300 ? null : 'status',
        answer: shown(answer.body),
        ms,
        retry_after: answer.headers['retry-after'],
      }
    } catch (error) {
      const ms = Math.round(performance.now() - started)
      if (!(error instanceof EgressError)) {
        return { status: null, problem: 'protocol', answer: '', ms, retry_after: undefined }
      }
      const refused = error.answer
      const status = refused?.status ?? null
      return {
        status,
        problem: error.code,
        answer: refused === undefined ? '' : shown(refused.body),
        ms: error.tookMs,
        retry_after: undefined,
      }
    }
  }
}

/** PostgreSQL refuses a NUL, and both databases half of a pair. */
const shown = (body: Uint8Array): string =>
  new TextDecoder()
    .decode(body.subarray(0, KEPT * 4))
    .slice(0, KEPT)
    .replaceAll('\0', '\uFFFD')
    .toWellFormed()
