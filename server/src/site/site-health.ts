import type { SiteStatus } from '@imbachat/protocol/http/widget/site-checks'
import type { Clock } from '../chat/clock.ts'
import { type SiteProblem, siteProblemSentence } from './check/site-problem.ts'

/** The results of the last calls to each widget's site since this server started. */
export interface SiteHealth {
  /** @returns whether this ends a row of failures */
  succeeded(widget_id: number): boolean
  /** @returns whether this begins a row of failures */
  failed(widget_id: number, problem: SiteProblem): boolean
  of(widget_id: number): SiteStatus
  /** those whose last call failed */
  failing(): { widget_id: number; since: number; message: string }[]
}

export function siteHealth(clock: Clock): SiteHealth {
  const statuses = new Map<number, SiteStatus>()
  const of = (widget_id: number): SiteStatus => statuses.get(widget_id) ?? { last_success_at: null, last_failure: null }
  return {
    of,
    failing: () =>
      [...statuses].flatMap(([widget_id, { last_failure }]) =>
        last_failure === null ? [] : [{ widget_id, since: last_failure.since, message: last_failure.message }],
      ),
    succeeded(widget_id) {
      const recovered = of(widget_id).last_failure !== null
      statuses.set(widget_id, { last_success_at: clock.now(), last_failure: null })
      return recovered
    },
    failed(widget_id, problem) {
      const { last_success_at, last_failure: before } = of(widget_id)
      const at = clock.now()
      // The server itself pauses calls: the owner needs the failure that caused the pause.
      const ours = problem.code === 'breaker_open' || problem.code === 'busy'
      const reason =
        ours && before !== null
          ? { problem: before.problem, message: before.message }
          : { problem: problem.code, message: siteProblemSentence(problem) }
      const last_failure = { at, since: before?.since ?? at, count: (before?.count ?? 0) + 1, ...reason }
      statuses.set(widget_id, { last_success_at, last_failure })
      return before === null
    },
  }
}
