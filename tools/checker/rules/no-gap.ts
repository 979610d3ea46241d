import type { Rule } from './rule.ts'

/**
 * Each client saw each room's changes dense and rising. If a change was missing, the client noticed, requested it and
 * got it.
 */
export const noGap: Rule = {
  promises: 'R15 R16 R17',
  *check({ clients }) {
    for (const { client, replay } of clients) for (const fault of replay.faults) yield `${client}, ${fault}`
  },
}
