import { ERRORS } from '@imbachat/protocol'
import { type ApiProblem, PROBLEM_TYPE, problemTitle } from '@imbachat/protocol/http/api/problem'
import type { Context } from 'hono'
import type { Log } from '../../chat/log.ts'
import { asChatError } from '../error-reply.ts'
import { bodyOf } from '../middleware/name-requests.ts'

/** Field names of the server API for fields that the chat names differently. */
const FIELDS: Record<string, string> = {
  message: 'text',
  message_id: 'seq',
  room_id: 'room',
  room_pipe: 'room',
}

/** The one shape of every refusal of the server API: RFC 9457. */
export function problemReply(
  c: Context,
  thrown: unknown,
  { log, publicUrl, headers }: { log: Log; publicUrl: string; headers: Record<string, string> },
): Response {
  const { code, message, field, reason, retry_after_ms, request_id } = bodyOf(c, asChatError(c, thrown, log))
  const { status } = ERRORS[code]
  const problem: ApiProblem = {
    type: `${publicUrl}/api-reference#${code}`,
    title: problemTitle(code),
    status,
    detail: message,
    code,
    ...(field !== undefined && { field: FIELDS[field] ?? field }),
    ...(reason !== undefined && { reason }),
    ...(retry_after_ms !== undefined && { retry_after_ms }),
    ...(request_id !== undefined && { request_id }),
  }
  return c.body(JSON.stringify(problem), status, {
    ...headers,
    'content-type': PROBLEM_TYPE,
    ...(retry_after_ms !== undefined && { 'retry-after': String(Math.ceil(retry_after_ms / 1000)) }),
    ...(code === 'not_authenticated' && { 'www-authenticate': 'Bearer realm="ImbaChat"' }),
  })
}
