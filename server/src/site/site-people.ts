import type { Clock } from '../chat/clock.ts'
import { expiringMap } from '../chat/expiring-map.ts'
import type { Log } from '../chat/log.ts'
import type { SitePeople } from '../chat/users/site-directory.ts'
import type { PeopleQuestion, SiteUser } from '../chat/users/user.ts'
import type { Egress } from '../egress/egress.ts'
import { callPeople, type KnownMethods } from './call-people.ts'

const LIMITS = {
  /** milliseconds for which an answer is cached */
  freshMs: 30_000,
  /** the same for a call that failed: users who search again soon shall find people */
  failedMs: 2_000,
  /** the maximum number of cached answers */
  answers: 2_000,
  /** the maximum number of people kept from one answer */
  people: 50,
}

/** The site's people search and friends. Equal requests at the same time, or soon after, share one call. */
export function createSitePeople(options: {
  egress: Egress
  clock: Clock
  log: Log
  methods: KnownMethods
}): SitePeople {
  const { egress, clock, log, methods } = options
  const answers = expiringMap<Promise<SiteUser[] | null>>(clock, LIMITS.answers)

  return (widget, question) => {
    const { search_users_url, friends_url } = widget.settings
    const template = question.kind === 'search' ? search_users_url : friends_url
    if (template === null) return Promise.resolve(null)
    const key = `${widget.id} ${template} ${keyOf(question)}`
    const known = answers.get(key)
    if (known) return known
    const answer = callPeople({ egress, widget, template, question, methods }).then(
      (call) => {
        if (call.kind === 'answered') return call.info.users.slice(0, LIMITS.people)
        log.debug('a site did not answer for people', { widget_id: widget.id, problem: call.problem.code })
        return failed()
      },
      (error: unknown) => {
        log.error('asking a site for people failed unexpectedly', { widget_id: widget.id, error })
        return failed()
      },
    )
    answers.set(key, answer, LIMITS.freshMs)
    return answer

    function failed(): null {
      answers.set(key, Promise.resolve(null), LIMITS.failedMs)
      return null
    }
  }
}

const keyOf = (question: PeopleQuestion) =>
  question.kind === 'search' ? `search ${question.query.toLowerCase()}` : `friends ${question.user_id}`
