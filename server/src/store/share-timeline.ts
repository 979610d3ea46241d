import type { Bus } from '../chat/bus.ts'
import type { Clock } from '../chat/clock.ts'
import type { Hosts } from './postgres/connections/hosts.ts'

/** Milliseconds between two notices: for so long a node may go on with an old primary. */
const EVERY_MS = 1_000

/**
 * A node that kept its connections while another server was promoted can't see that, and what it commits is lost. The
 * nodes that reached the new primary tell it. @returns stop
 */
export function shareTimeline(
  hosts: Pick<Hosts, 'newest' | 'heard'>,
  bus: Pick<Bus, 'tell' | 'onTold'>,
  clock: Pick<Clock, 'after'>,
): () => void {
  const stopListening = bus.onTold((news) => {
    if (news.t === 'timeline') hosts.heard({ system: news.system, number: news.number })
  })
  let cancel = () => {}
  const tellAgain = () => {
    const newest = hosts.newest()
    if (newest) bus.tell({ t: 'timeline', ...newest })
    cancel = clock.after(EVERY_MS, tellAgain)
  }
  tellAgain()
  return () => {
    cancel()
    stopListening()
  }
}
