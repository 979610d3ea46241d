import type { Bus } from '../chat/bus.ts'
import type { Clock } from '../chat/clock.ts'
import type { Hosts } from './postgres/connections/hosts.ts'

/** Milliseconds between two notices: for so long a node may go on with an old primary. */
const EVERY_MS = 1_000

/**
 * A node that kept its connections while another server was promoted can't see that, and its commits are lost. So the
 * nodes that reached the new primary broadcast it.
 * @returns stop
 */
export function shareTimeline(
  hosts: Pick<Hosts, 'newest' | 'learned'>,
  bus: Pick<Bus, 'broadcast' | 'onNews'>,
  clock: Pick<Clock, 'after'>,
): () => void {
  const stopListening = bus.onNews((news) => {
    if (news.t === 'timeline') hosts.learned({ system: news.system, number: news.number })
  })
  let cancel = () => {}
  const broadcastAgain = () => {
    const newest = hosts.newest()
    if (newest) bus.broadcast({ t: 'timeline', ...newest })
    cancel = clock.after(EVERY_MS, broadcastAgain)
  }
  broadcastAgain()
  return () => {
    cancel()
    stopListening()
  }
}
