import { options, type VNode } from 'preact'

/** Names of Preact's own, which its hooks and its developer tools share with it. */
interface DrawnNode extends VNode {
  /** its children as they were drawn */
  __k: DrawnNode[] | null
  /** its component, and of that the node it was drawn from last */
  __c?: { __v: DrawnNode } | null
}
const hooks = options as { __b?(node: VNode): void; diffed?(node: VNode): void }
const { __b: beforeDiff, diffed } = hooks

/** A component that draws itself again gets a copy of its node: the copy, and the node from before. */
let again: [copy: VNode, before: DrawnNode] | null = null

/**
 * A component that draws itself again leaves its node from before in the props of its parent, and Preact leaves in that
 * node all that was drawn from it. One node leads to the next, so a log that is scrolled would keep every message.
 */
hooks.__b = (node) => {
  beforeDiff?.(node)
  const before = (node as DrawnNode).__c?.__v
  if (before) again = [node, before]
}
hooks.diffed = (node) => {
  diffed?.(node)
  if (again?.[0] !== node) return
  again[1].__k = null
  again = null
}
