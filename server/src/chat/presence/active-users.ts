import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'

/** The users who look at the chat now: a page is visible and was used in the last minutes. */
export interface ActiveUsers {
  /** @param connection of this node, by its number among them */
  set(connection: number, user: { widget_id: number; user_id: string }, active: boolean): void
  /** The users among these who look at the chat, on any node. */
  among(widget_id: number, user_ids: readonly string[]): Promise<Set<string>>
  close(): void
}

export const ACTIVE_LIMITS = {
  /** a page that has not repeated in this time that it is looked at is not, milliseconds; pages repeat it sooner */
  forMs: 5 * 60_000,
  /** milliseconds that other nodes have to answer */
  answerMs: 500,
}

/**
 * In memory only: a page repeats its state when it connects to another node. Other nodes are asked over the bus. If one
 * does not answer in time, its users count as inactive: a superfluous notification is better than a missing one.
 */
export function createActiveUsers({
  bus,
  clock,
}: {
  bus: Pick<Bus, 'publish' | 'subscribe' | 'link' | 'node_id' | 'follow'>
  clock: Clock
}): ActiveUsers {
  /** by widget and user: the connections with an active page, and since when */
  const here = new Map<string, Map<number, number>>()
  /** questions of this node that other nodes may still answer */
  const asked = new Map<string, Set<string>>()
  let questions = 0

  const keyOf = (widget_id: number, user_id: string) => `${widget_id}/${user_id}`

  function isActiveHere(widget_id: number, user_id: string): boolean {
    const since = clock.now() - ACTIVE_LIMITS.forMs
    for (const at of here.get(keyOf(widget_id, user_id))?.values() ?? []) if (at > since) return true
    return false
  }

  const unsubscribe = bus.subscribe((event, from) => {
    if (from === bus.node_id) return
    if (event.t === 'who-is-active') {
      const user_ids = event.user_ids.filter((user_id) => isActiveHere(event.widget_id, user_id))
      if (user_ids.length === 0) return
      bus.publish({ t: 'active', widget_id: event.widget_id, question: event.question, user_ids })
    } else if (event.t === 'active') {
      const answer = asked.get(event.question)
      for (const user_id of event.user_ids) answer?.add(user_id)
    }
  })

  return {
    set(connection, { widget_id, user_id }, active) {
      const key = keyOf(widget_id, user_id)
      const connections = here.get(key) ?? new Map<number, number>()
      if (active) connections.set(connection, clock.now())
      else connections.delete(connection)
      if (connections.size > 0) here.set(key, connections)
      else here.delete(key)
    },
    async among(widget_id, user_ids) {
      const active = new Set(user_ids.filter((user_id) => isActiveHere(widget_id, user_id)))
      const others = user_ids.filter((user_id) => !active.has(user_id))
      if (bus.link() !== 'joined' || others.length === 0) return active
      await bus.follow(widget_id)
      questions += 1
      const question = `${bus.node_id} ${questions}`
      asked.set(question, active)
      bus.publish({ t: 'who-is-active', widget_id, question, user_ids: others })
      await new Promise<void>((resolve) => void clock.after(ACTIVE_LIMITS.answerMs, resolve))
      asked.delete(question)
      return active
    },
    close: unsubscribe,
  }
}
