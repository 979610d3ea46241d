import type { ClientRun } from '../run.ts'
import type { Rule } from './rule.ts'

/** Messages that one connection sent for the first time are stored in the order of sending. */
export const sendersOrder: Rule = {
  promises: 'MSG-6',
  *check({ clients }) {
    for (const run of clients) yield* ordered(run)
  },
}

function* ordered({ client, entries }: ClientRun) {
  const seqs = new Map<string, number>()
  const refused = new Set<string>()
  for (const entry of entries) {
    if (entry.t === 'acked') seqs.set(entry.client_id, entry.seq)
    if (entry.t === 'refused') refused.add(entry.client_id)
  }
  const known = new Set<string>()
  let last = new Map<number, number>()
  for (const entry of entries) {
    if (entry.t === 'connection' && entry.state === 'connecting') last = new Map()
    if (entry.t !== 'sent') continue
    const isFirst = !known.has(entry.client_id)
    known.add(entry.client_id)
    const seq = seqs.get(entry.client_id)
    if (!isFirst || seq === undefined || refused.has(entry.client_id)) continue
    const before = last.get(entry.room) ?? 0
    if (seq < before)
      yield `${client}, room ${entry.room}: ${entry.client_id} got seq ${seq} but was sent after seq ${before}`
    last.set(entry.room, seq)
  }
}
