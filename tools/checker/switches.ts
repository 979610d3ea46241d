import type { Entry } from './history.ts'
import { type Run, userKey } from './run.ts'

/** The outcome of one try to turn a switch. The `rev` of acks is in the order in which they were stored. */
export type Turn<Subject> = { subject: Subject; on: boolean } & (
  | { t: 'sent' | 'refused' }
  | { t: 'acked'; rev: number }
)

/** Something that a user turns on and off: a reaction, a star. */
export interface Switch<Subject> {
  widget: number
  user: string
  subject: Subject
  /** of the changes that were acked, the one that was stored last; null: none was acked */
  last: { client: string; on: boolean; rev: number } | null
  /** values that may have been stored after it: those of tries without an answer, and of acks of the same commit */
  unknown: Set<boolean>
}

/** All switches of all users, as their clients turned them. */
export function switches<Subject>(
  { clients }: Run,
  read: (entry: Entry) => Turn<Subject> | null,
): Iterable<Switch<Subject>> {
  const found = new Map<string, Switch<Subject>>()
  for (const { client, widget, user, entries } of clients) {
    const tries = new Map<string, { of: Switch<Subject>; on: boolean; open: number }>()
    for (const entry of entries) {
      const turn = read(entry)
      if (!turn) continue
      const { subject, on } = turn
      const key = `${userKey(widget, user)} ${JSON.stringify(subject)}`
      const of = found.get(key) ?? { widget, user, subject, last: null, unknown: new Set() }
      found.set(key, of)
      const tried = tries.get(`${key} ${on}`) ?? { of, on, open: 0 }
      tries.set(`${key} ${on}`, tried)
      tried.open += turn.t === 'sent' ? 1 : -1
      if (turn.t === 'acked') take(of, { client, on, rev: turn.rev })
    }
    for (const { of, on, open } of tries.values()) if (open > 0) of.unknown.add(on)
  }
  return found.values()
}

function take(of: Switch<unknown>, ack: NonNullable<Switch<unknown>['last']>): void {
  const { last } = of
  if (!last || ack.rev > last.rev) of.last = ack
  // Both were in one commit, in an order that no client knows.
  else if (ack.rev === last.rev && ack.on !== last.on) for (const on of [true, false]) of.unknown.add(on)
}
