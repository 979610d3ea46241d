import type { Bus, BusEvent } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { onlineDigest } from './online-digest.ts'

/** The users who are online on other nodes, as those nodes report. */
export interface OnlineElsewhere {
  has(widget_id: number, user_id: string): boolean
  of(widget_id: number): string[]
  receive(event: BusEvent, from: string): void
  /** Forgets nodes that have been silent for too long. */
  expire(): void
}

export const NODE_LIMITS = {
  /** how often a node reports that it is alive, milliseconds */
  aliveMs: 3_000,
  /** a node that is silent for this long is dead, and its users are offline, milliseconds */
  silentMs: 10_000,
  /** while every node is silent, the last known users stay online for this long, milliseconds */
  awayMs: 60_000,
}

interface Node {
  receivedAt: number
  online: Map<number, Set<string>>
}

/** @param changed a user came to a node (`last_seen` null) or left it; the user may be online on another node */
export function createOnlineElsewhere({
  bus,
  clock,
  changed,
}: {
  bus: Pick<Bus, 'publish' | 'link'>
  clock: Clock
  changed(widget_id: number, user_id: string, last_seen: number | null): void
}): OnlineElsewhere {
  const nodes = new Map<string, Node>()
  let awaySince: number | null = null

  function nodeOf(node_id: string): Node {
    const node = nodes.get(node_id) ?? { receivedAt: 0, online: new Map() }
    node.receivedAt = clock.now()
    nodes.set(node_id, node)
    return node
  }

  function has(widget_id: number, user_id: string): boolean {
    for (const node of nodes.values()) if (node.online.get(widget_id)?.has(user_id)) return true
    return false
  }

  function usersOf(node: Node, widget_id: number): Set<string> {
    const users = node.online.get(widget_id) ?? new Set()
    node.online.set(widget_id, users)
    return users
  }

  function come(node: Node, widget_id: number, user_ids: readonly string[]): void {
    const users = usersOf(node, widget_id)
    for (const user_id of user_ids) {
      const known = has(widget_id, user_id)
      users.add(user_id)
      if (!known) changed(widget_id, user_id, null)
    }
  }

  function go(node: Node, widget_id: number, user_ids: Iterable<string>, last_seen: number): void {
    const users = usersOf(node, widget_id)
    for (const user_id of user_ids) if (users.delete(user_id)) changed(widget_id, user_id, last_seen)
  }

  return {
    has,
    of: (widget_id) => [...nodes.values()].flatMap((node) => [...(node.online.get(widget_id) ?? [])]),
    receive(event, from) {
      if (event.t === 'presence') {
        const node = nodeOf(from)
        if (event.online) come(node, event.widget_id, [event.user_id])
        else go(node, event.widget_id, [event.user_id], event.last_seen ?? clock.now())
      } else if (event.t === 'online') {
        const node = nodeOf(from)
        const listed = new Set(event.user_ids)
        come(node, event.widget_id, event.user_ids)
        // A user in a later part is added again by that part.
        if (event.first) go(node, event.widget_id, usersOf(node, event.widget_id).difference(listed), clock.now())
      } else if (event.t === 'alive') {
        const known = usersOf(nodeOf(from), event.widget_id)
        if (onlineDigest(known) === event.digest) return
        bus.publish({ t: 'who', widget_id: event.widget_id, node_id: from })
      }
    },
    expire() {
      const now = clock.now()
      awaySince = bus.link() === 'away' ? (awaySince ?? now) : null
      if (awaySince !== null && now - awaySince < NODE_LIMITS.awayMs) {
        // The bus is silent, not the nodes.
        for (const node of nodes.values()) node.receivedAt = Math.max(node.receivedAt, now - NODE_LIMITS.aliveMs)
      }
      for (const [node_id, node] of nodes) {
        if (now - node.receivedAt < NODE_LIMITS.silentMs) continue
        nodes.delete(node_id)
        for (const [widget_id, users] of node.online) {
          for (const user_id of users) changed(widget_id, user_id, node.receivedAt)
        }
      }
    },
  }
}
