import type { StoredEvent } from '../store-export.ts'
import type { Dice } from './dice.ts'
import { type Mutation, remove } from './places.ts'
import type { RecordedRun } from './valid-run.ts'

const FINDS = 'EVENT-1 EVENT-2 EVENT-3'

/** Errors of the event log. */
export const LOG_MUTATIONS: Record<string, { finds: string; mutate: Mutation }> = {
  'drop: an event is missing, and so is its number': {
    finds: FINDS,
    mutate: (run, dice) => changed(run, dice, (events, event) => remove(events, event)),
  },
  'drop: an event is missing, and the others are numbered on': {
    finds: FINDS,
    mutate: (run, dice) =>
      changed(run, dice, (events, event) => {
        remove(events, event)
        number(run)
      }),
  },
  'repeat: an event is there twice': {
    finds: FINDS,
    mutate: (run, dice) =>
      changed(run, dice, (events, event) => {
        events.push({ ...event })
        number(run)
      }),
  },
  'swap: two messages of a room have swapped places': {
    finds: FINDS,
    mutate: (run, dice) =>
      changed(run, dice, (events, event) => {
        const other = events.find(
          ({ type, room, seq }) => type === event.type && room === event.room && seq !== event.seq,
        )
        if (other === undefined || event.type !== 'message.created') return 'unfit'
        ;[event.seq, other.seq] = [other.seq, event.seq]
        return 'broken'
      }),
  },
  'forge: an event of a message that is not stored': {
    finds: FINDS,
    mutate: (run, dice) =>
      changed(run, dice, (events, event) => {
        events.push({ ...event, seq: 10_000 })
        number(run)
      }),
  },
}

/** Breaks one event. @returns false if it can't be broken so */
function changed(
  { store }: RecordedRun,
  { pick }: Dice,
  mutate: (events: StoredEvent[], event: StoredEvent) => unknown,
): boolean {
  if (store.events.length === 0) return false
  return mutate(store.events, pick(store.events)) !== 'unfit'
}

/** As a log that never had the wrong event. */
function number({ store }: RecordedRun): void {
  store.events.forEach((event, index) => {
    event.id = index + 1
  })
  for (const log of store.logs) log.last_id = store.events.length
}
