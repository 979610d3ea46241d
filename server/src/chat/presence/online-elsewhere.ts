import type { Bus, BusEvent } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { onlineDigest } from './online-digest.ts'

/** The users who are online on other nodes, as those nodes report. */
export interface OnlineElsewhere {
  has(widgetId: number, userId: string): boolean
  of(widgetId: number): string[]
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
  heardAt: number
  online: Map<number, Set<string>>
}

/** @param changed a user came to a node (`lastSeen` null) or left it; the user may be online on another node */
export function createOnlineElsewhere({
  bus,
  clock,
  changed,
}: {
  bus: Pick<Bus, 'publish' | 'link'>
  clock: Clock
  changed(widgetId: number, userId: string, lastSeen: number | null): void
}): OnlineElsewhere {
  const nodes = new Map<string, Node>()
  let awaySince: number | null = null

  function nodeOf(nodeId: string): Node {
    const node = nodes.get(nodeId) ?? { heardAt: 0, online: new Map() }
    node.heardAt = clock.now()
    nodes.set(nodeId, node)
    return node
  }

  function has(widgetId: number, userId: string): boolean {
    for (const node of nodes.values()) if (node.online.get(widgetId)?.has(userId)) return true
    return false
  }

  function usersOf(node: Node, widgetId: number): Set<string> {
    const users = node.online.get(widgetId) ?? new Set()
    node.online.set(widgetId, users)
    return users
  }

  function come(node: Node, widgetId: number, userIds: readonly string[]): void {
    const users = usersOf(node, widgetId)
    for (const userId of userIds) {
      const known = has(widgetId, userId)
      users.add(userId)
      if (!known) changed(widgetId, userId, null)
    }
  }

  function go(node: Node, widgetId: number, userIds: Iterable<string>, lastSeen: number): void {
    const users = usersOf(node, widgetId)
    for (const userId of userIds) if (users.delete(userId)) changed(widgetId, userId, lastSeen)
  }

  return {
    has,
    of: (widgetId) => [...nodes.values()].flatMap((node) => [...(node.online.get(widgetId) ?? [])]),
    receive(event, from) {
      if (event.t === 'presence') {
        const node = nodeOf(from)
        if (event.online) come(node, event.widgetId, [event.userId])
        else go(node, event.widgetId, [event.userId], event.lastSeen ?? clock.now())
      } else if (event.t === 'online') {
        const node = nodeOf(from)
        const listed = new Set(event.userIds)
        come(node, event.widgetId, event.userIds)
        // A user in a later part is added again by that part.
        if (event.first) go(node, event.widgetId, usersOf(node, event.widgetId).difference(listed), clock.now())
      } else if (event.t === 'alive') {
        const known = usersOf(nodeOf(from), event.widgetId)
        if (onlineDigest(known) === event.digest) return
        bus.publish({ t: 'who', widgetId: event.widgetId, nodeId: from })
      }
    },
    expire() {
      const now = clock.now()
      awaySince = bus.link() === 'away' ? (awaySince ?? now) : null
      if (awaySince !== null && now - awaySince < NODE_LIMITS.awayMs) {
        // The bus is silent, not the nodes.
        for (const node of nodes.values()) node.heardAt = Math.max(node.heardAt, now - NODE_LIMITS.aliveMs)
      }
      for (const [nodeId, node] of nodes) {
        if (now - node.heardAt < NODE_LIMITS.silentMs) continue
        nodes.delete(nodeId)
        for (const [widgetId, users] of node.online) {
          for (const userId of users) changed(widgetId, userId, node.heardAt)
        }
      }
    },
  }
}
