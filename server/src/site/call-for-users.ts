import type { Widget } from '../chat/widget.ts'
import { type Egress, EgressError } from '../egress/egress.ts'
import { callSite } from './call-site.ts'
import { problemOfEgress, type SiteProblem } from './check/site-problem.ts'
import { startOf } from './start-of-body.ts'
import { readUsersInfo, type UsersInfo } from './users-info.ts'

/** The outcome of one call to a site for its users. */
export type UsersInfoCall =
  | {
      kind: 'answered'
      url: string
      status: number
      tookMs: number
      info: Extract<UsersInfo, { kind: 'users' }>
      /** the site still knows only the API password that is being rotated out */
      previousPassword: boolean
    }
  | { kind: 'failed'; url: string | null; problem: SiteProblem; answer: AnswerSeen | null }

/** An answer that could not be used. */
export interface AnswerSeen {
  status: number
  tookMs: number
  /** the first characters of the answer */
  body_start: string
}

export interface UsersQuestion {
  egress: Egress
  widget: Widget
  url: string
  method?: 'GET' | 'POST'
  /** Calls of different scopes have separate queues: a slow search does not delay the lookup of names. */
  scope?: string
  /** true for the owner's connection test: call the site even while calls to it are paused after failures */
  breakerIgnored?: boolean
  /** the site accepted this API password */
  accepted?: ((widget_id: number, password: string) => void) | undefined
}

/** Calls the site and reads the users in its answer. If the site answers 401, tries the next live API password. */
export async function callForUsers({
  egress,
  widget,
  url,
  method = 'GET',
  scope = 'widget',
  breakerIgnored = false,
  accepted,
}: UsersQuestion): Promise<UsersInfoCall> {
  let called: Awaited<ReturnType<typeof callSite>>
  try {
    const request = { url, method, ...(method === 'POST' && { body: '' }), scope: `${scope} ${widget.id}` }
    called = await callSite(egress, widget, { ...request, breakerIgnored }, accepted)
  } catch (error) {
    if (!(error instanceof EgressError)) throw error
    const { answer, tookMs } = error
    const seen = answer && { status: answer.status, tookMs, body_start: startOf(answer.body) }
    return { kind: 'failed', url, problem: problemOfEgress(error), answer: seen ?? null }
  }

  const { response, previousPassword } = called
  const { status, tookMs, body, headers } = response
  const contentType = headers['content-type']
  const failed = (problem: SiteProblem): UsersInfoCall => {
    return { kind: 'failed', url, problem, answer: { status, tookMs, body_start: startOf(body, contentType) } }
  }
  if (status === 401) return failed({ code: 'unauthorized', login: widget.api_login })
  if (status < 200 || status > 299) return failed({ code: 'http_status', status })
  const info = readUsersInfo(body, url, contentType)
  if (info.kind === 'unreadable') return failed(info.problem)
  const [nameless] = info.nameless
  if (nameless !== undefined && info.users.length === 0) return failed({ code: 'missing_name', user_id: nameless })
  return { kind: 'answered', url, status, tookMs, info, previousPassword }
}
