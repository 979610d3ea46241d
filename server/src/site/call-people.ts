import type { PeopleQuestion } from '../chat/users/user.ts'
import type { Widget } from '../chat/widget.ts'
import type { Egress } from '../egress/egress.ts'
import { callForUsers, type UsersInfoCall } from './call-for-users.ts'

/** The HTTP method that an address of a widget's site accepts. WordPress accepts only POST, October only GET. */
export type KnownMethods = Map<string, 'GET' | 'POST'>

/** The number of addresses whose method is remembered. For a forgotten address, both methods are tried again. */
const MOST_KNOWN = 10_000

export interface PeopleCall {
  egress: Egress
  widget: Widget
  template: string
  question: PeopleQuestion
  methods: KnownMethods
  breakerIgnored?: boolean
}

/** Asks the site with GET, and with POST if GET answers 404 or 405. Later calls try the working method first. */
export async function callPeople({ template, question, methods, ...call }: PeopleCall): Promise<UsersInfoCall> {
  const url = peopleUrl(template, question)
  if (url === null) return { kind: 'failed', url, problem: { code: 'invalid_url' }, answer: null }
  const key = `${call.widget.id} ${template}`
  const first = methods.get(key) ?? 'GET'
  const ask = (method: 'GET' | 'POST') => callForUsers({ ...call, url, method, scope: 'people of widget' })
  const answer = await ask(first)
  if (answer.kind === 'answered') return known(first, answer)
  if (!isOtherMethod(answer)) return answer
  const other = first === 'GET' ? 'POST' : 'GET'
  const second = await ask(other)
  // Report the first refusal: the second one is often only about the method.
  return second.kind === 'answered' ? known(other, second) : answer

  function known(method: 'GET' | 'POST', answered: UsersInfoCall): UsersInfoCall {
    if (methods.size >= MOST_KNOWN) methods.clear()
    methods.set(key, method)
    return answered
  }
}

const isOtherMethod = ({ problem }: UsersInfoCall & { kind: 'failed' }) =>
  problem.code === 'http_status' && (problem.status === 404 || problem.status === 405)

/**
 * The URL to call: the query or the user's id replaces the placeholder. Null if the value would change the path, as
 * `..` does even when it is encoded. WordPress' route `searchusers` takes `_` for a space.
 */
function peopleUrl(template: string, question: PeopleQuestion): string | null {
  const given = question.kind === 'search' ? inWordsOf(template, question.query) : question.user_id
  if (/^\.+$/.test(given)) return null
  return template.replace(question.kind === 'search' ? '{query}' : '{user_id}', () => encodeURIComponent(given))
}

const inWordsOf = (template: string, query: string) =>
  /\/searchusers\//i.test(template) ? query.replace(/\s+/g, '_') : query
