import type { SiteStatus } from '@imbachat/protocol/http/widget/site-checks'
import type { Clock } from '../chat/clock.ts'
import type { Widget } from '../chat/widget.ts'
import { type SiteProblem, siteProblemSentence } from './check/site-problem.ts'

/** Results are kept per address: if the owner saves another Users info URL, the old results do not count for it. */
type Asked = Pick<Widget, 'id' | 'users_info_url'>

/** The results of the last calls to each widget's site since this server started. */
export interface SiteHealth {
  /** @returns true if this ends a series of failures */
  succeeded(asked: Asked): boolean
  /** @returns true if this begins a series of failures */
  failed(asked: Asked, problem: SiteProblem): boolean
  of(asked: Asked): SiteStatus
  /** those whose last call failed */
  failing(): { widget_id: number; since: number; message: string }[]
}

export function siteHealth(clock: Clock): SiteHealth {
  const known = new Map<number, { url: string | null; status: SiteStatus }>()
  function of({ id, users_info_url }: Asked): SiteStatus {
    const found = known.get(id)
    return found?.url === users_info_url ? found.status : { last_success_at: null, last_failure: null }
  }
  const keep = ({ id, users_info_url }: Asked, status: SiteStatus) => known.set(id, { url: users_info_url, status })
  return {
    of,
    failing: () =>
      [...known].flatMap(
        ([
          widget_id,
          {
            status: { last_failure },
          },
        ]) => (last_failure === null ? [] : [{ widget_id, since: last_failure.since, message: last_failure.message }]),
      ),
    succeeded(asked) {
      const recovered = of(asked).last_failure !== null
      keep(asked, { last_success_at: clock.now(), last_failure: null })
      return recovered
    },
    failed(asked, problem) {
      const { last_success_at, last_failure: before } = of(asked)
      const at = clock.now()
      // The server itself pauses calls: the owner needs the failure that caused the pause.
      const ours = problem.code === 'breaker_open' || problem.code === 'busy'
      const reason =
        ours && before !== null
          ? { problem: before.problem, message: before.message }
          : { problem: problem.code, message: siteProblemSentence(problem) }
      const last_failure = { at, since: before?.since ?? at, count: (before?.count ?? 0) + 1, ...reason }
      keep(asked, { last_success_at, last_failure })
      return before === null
    },
  }
}
