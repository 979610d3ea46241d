import type { Clock } from '../../chat/clock.ts'
import type { Session } from './session.ts'

/**
 * Ends sessions whose deadline has passed. One timer looks at all of them: a timer for each would be a tenth of what an
 * idle connection costs.
 * @param everyMs how late a session may be ended
 * @returns stop
 */
export function watchDeadlines(sessions: Iterable<Session>, clock: Clock, everyMs: number): () => void {
  let cancel = () => {}
  function look(): void {
    const now = clock.now()
    for (const session of sessions) if (session.deadline <= now) session.late()
    cancel = clock.after(everyMs, look)
  }
  look()
  return () => cancel()
}
