import {
  type BeforeSendAnswer,
  type BeforeSendQuestion,
  beforeSendAnswer,
} from '@imbachat/protocol/http/widget/before-send'
import type { Widget } from '../../chat/widget.ts'
import { type Egress, EgressError } from '../../egress/egress.ts'
import { readAnswerJson } from '../answer-json.ts'
import type { AnswerSeen } from '../call-for-users.ts'
import { callSite } from '../call-site.ts'
import { problemOfEgress, type SiteProblem } from '../check/site-problem.ts'
import { decodeBody } from '../decode-body.ts'
import { startOf } from '../start-of-body.ts'

export type BeforeSendCall = { tookMs: number; seen: AnswerSeen | null } & (
  | { kind: 'answered'; answer: BeforeSendAnswer }
  | { kind: 'failed'; problem: SiteProblem }
)

/** One call of the site's program. */
export async function callBeforeSend({
  egress,
  widget,
  url,
  question,
  timeoutMs,
  accepted,
}: {
  egress: Egress
  widget: Widget
  url: string
  question: BeforeSendQuestion
  timeoutMs: number
  accepted?: ((widget_id: number, password: string) => void) | undefined
}): Promise<BeforeSendCall> {
  const request = {
    url,
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    scope: `before-send ${widget.id}`,
    // the caller has one that counts wrong answers too
    breakerIgnored: true,
    timeoutMs,
  }
  try {
    const { response } = await callSite(egress, widget, request, accepted)
    const { status, tookMs, body, headers } = response
    const contentType = headers['content-type']
    const seen = { status, tookMs, body_start: startOf(body, contentType) }
    const failed = (problem: SiteProblem): BeforeSendCall => ({ kind: 'failed', tookMs, seen, problem })
    if (status === 401) return failed({ code: 'unauthorized', login: widget.api_login })
    if (status < 200 || status > 299) return failed({ code: 'http_status', status })
    if (status === 204) return { kind: 'answered', tookMs, seen, answer: { action: 'accept' } }
    const json = readAnswerJson(decodeBody(body, contentType).text)
    if (json.kind !== 'json') return failed({ code: json.kind === 'empty' ? 'empty_answer' : 'not_json' })
    const read = beforeSendAnswer.safeParse(json.value)
    if (read.success) return { kind: 'answered', tookMs, seen, answer: read.data }
    return failed({ code: 'no_decision', why: whyNot(read.error.issues[0]) })
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    const { answer, tookMs } = error
    const seen = answer ? { status: answer.status, tookMs, body_start: startOf(answer.body) } : null
    return { kind: 'failed', tookMs, seen, problem: problemOfEgress(error) }
  }
}

/** Names the field of the answer. */
function whyNot(issue: { path: PropertyKey[]; message: string } | undefined): string {
  if (issue === undefined) return 'it can not be read'
  return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`
}
