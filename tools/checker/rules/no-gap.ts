import type { Rule } from './rule.ts'

/**
 * Each client saw each room's changes dense and rising. If a change was missing, the client noticed, requested it and
 * got it.
 */
export const noGap: Rule = {
  promises: 'SYNC-1 SYNC-2 SYNC-3',
  *check({ clients }) {
    for (const { client, replay } of clients) for (const fault of replay.faults) yield `${client}, ${fault}`
  },
}
