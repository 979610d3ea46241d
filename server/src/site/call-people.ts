import type { PeopleQuestion } from '../domain/users/site-directory.ts'
import type { Widget } from '../domain/widgets/widget.ts'
import type { Egress } from '../egress/egress.ts'
import { callForUsers, type UsersInfoCall } from './call-for-users.ts'
import { peopleUrl } from './people-url.ts'

/** How a widget's site wants to be asked at an address; WordPress takes POST only, October GET only. */
export type KnownMethods = Map<string, 'GET' | 'POST'>

/** Addresses whose method is remembered; a forgotten one is tried anew. */
const MOST_KNOWN = 10_000

export interface PeopleCall {
  egress: Egress
  widget: Widget
  template: string
  question: PeopleQuestion
  methods: KnownMethods
  breakerIgnored?: boolean
}

/** Asks the site for people: by GET, and where that is 404 or 405, by POST. What worked is tried first from then on. */
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
  // The first refusal says more: the second is often only that the method is wrong.
  return second.kind === 'answered' ? known(other, second) : answer

  function known(method: 'GET' | 'POST', answered: UsersInfoCall): UsersInfoCall {
    if (methods.size >= MOST_KNOWN) methods.clear()
    methods.set(key, method)
    return answered
  }
}

const isOtherMethod = ({ problem }: UsersInfoCall & { kind: 'failed' }) =>
  problem.code === 'http_status' && (problem.status === 404 || problem.status === 405)
