import type { Message } from '@imbachat/protocol'
import type { Entry } from '../history.ts'
import type { StoredMessage } from '../store-export.ts'
import type { Dice } from './dice.ts'
import type { RecordedRun } from './valid-run.ts'

/** Breaks one promise in a valid run. @returns false if the run offers no place for it */
export type Mutation = (run: RecordedRun, dice: Dice) => boolean

export type Of<T extends Entry['t']> = Extract<Entry, { t: T }>
export const all = <T extends Entry['t']>({ entries }: RecordedRun, t: T) =>
  entries.filter((entry) => entry.t === t) as Of<T>[]
export const someOf = <T extends Entry['t']>(
  run: RecordedRun,
  t: T,
  { pick }: Dice,
  suits: (entry: Of<T>) => boolean = () => true,
) => {
  const found = all(run, t).filter(suits)
  return found.length > 0 ? pick(found) : undefined
}
export const rowOf = ({ store }: RecordedRun, widget: number, room: number, seq: number) =>
  store.messages.find((row) => row.widget === widget && row.room === room && row.seq === seq)
export const roomOf = ({ store }: RecordedRun, { widget, room }: { widget: number; room: number }) =>
  store.rooms.find((one) => one.widget === widget && one.room === room)
export const remove = <T>(from: T[], what: T) => from.splice(from.indexOf(what), 1)
export const swap = <T>(list: T[], a: number, b: number) => ([list[a], list[b]] = [list[b] as T, list[a] as T])

/** Changes the message for this client alone. */
export function reshape(run: RecordedRun, dice: Dice, change: Partial<Message>): boolean {
  const entry = someOf(run, 'received', dice)
  if (entry) entry.message = { ...entry.message, ...change }
  return entry !== undefined
}

/** Changes the message for all clients and in the store. */
export function everywhere(
  run: RecordedRun,
  { widget, room, seq }: StoredMessage,
  change: (message: Message) => Partial<Message>,
): void {
  const changed = (message: Message) => (message.seq === seq ? { ...message, ...change(message) } : message)
  for (const entry of run.entries) {
    if (entry.widget !== widget || !('room' in entry) || entry.room !== room) continue
    if ('message' in entry) entry.message = changed(entry.message)
    if ('messages' in entry) entry.messages = entry.messages.map(changed)
  }
  run.store.messages = run.store.messages.map((row) =>
    row.widget === widget && row.room === room ? { ...row, ...changed(row) } : row,
  )
}

export function neighbours(run: RecordedRun, { pick }: Dice): [Of<'received'>, Of<'received'>] | undefined {
  const pairs: [Of<'received'>, Of<'received'>][] = []
  for (const own of Map.groupBy(run.entries, ({ client }) => client).values()) {
    own.forEach((one, index) => {
      const next = own[index + 1]
      if (one.t !== 'received' || next?.t !== 'received' || one.room !== next.room) return
      if (next.message.rev === one.message.rev + 1) pairs.push([one, next])
    })
  }
  return pairs.length > 0 ? pick(pairs) : undefined
}
