import { type ClientRun, isOut, type Run } from '../../run.ts'
import type { Rule } from '../rule.ts'

/**
 * A client that got the ack of a message finds it in every page that it requests later, and in its state at the end.
 */
export const ownWritesAreRead: Rule = {
  promises: 'MSG-1',
  *check(run) {
    for (const one of run.clients) {
      yield* pagesHaveThem(one)
      if (one.ended) yield* heldAtTheEnd(run, one)
    }
  },
}

interface Own {
  seq: number
  client_id: string
}

function* pagesHaveThem({ client, entries }: ClientRun) {
  const acked = new Map<number, Own[]>()
  /** how many of the room's messages were acked when the page was requested */
  const expected = new Map<number, number>()
  const before = new Map<number, number>()
  for (const entry of entries) {
    switch (entry.t) {
      case 'acked':
        acked.set(entry.room, [...(acked.get(entry.room) ?? []), entry])
        break
      case 'asked':
        expected.set(entry.ask, acked.get(entry.room)?.length ?? 0)
        if ('page' in entry) before.set(entry.ask, entry.page.before ?? Number.POSITIVE_INFINITY)
        break
      case 'listed': {
        const { ask, room, messages } = entry
        const found = new Map(messages.map((message) => [message.seq, message.client_id]))
        const first = messages[0]?.seq ?? 1
        for (const own of acked.get(room)?.slice(0, expected.get(ask)) ?? []) {
          if (own.seq < first || own.seq >= (before.get(ask) ?? 0)) continue
          if (found.get(own.seq) !== own.client_id)
            yield `${client}, room ${room}: a page lacks seq ${own.seq}, which was acked before`
        }
        break
      }
    }
  }
}

function* heldAtTheEnd(run: Run, one: ClientRun) {
  const { client, entries, replay } = one
  for (const entry of entries) {
    if (entry.t !== 'acked' || isOut(run, one, entry.room)) continue
    const view = replay.views.get(entry.room)
    if (view && entry.seq < view.lowest) continue
    const held = view?.messages.get(entry.seq)
    if (held?.client_id !== entry.client_id)
      yield `${client}, room ${entry.room}: seq ${entry.seq} was acked and never seen`
  }
}
