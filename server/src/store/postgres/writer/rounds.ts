import { declarationOf, type Locks, locksOf, type Operation } from '../../writes/index.ts'

/** Operations of one kind, by their place in the batch, that one call of their write runs. */
export interface Run {
  write: ReturnType<typeof declarationOf>['run']
  places: number[]
}

/** The round and lane of the last operation on a room, a user or a widget. */
interface Last {
  round: number
  write: Run['write']
}

/**
 * Sorts a batch into rounds. The runs of one round lock nothing in common: they may run side by side, as in two lanes,
 * and their statements travel together. Operations that lock something in common keep their order. So a batch of many
 * kinds takes a few round trips, and not a few for each operation.
 */
export function roundsOf(operations: readonly Operation[]): Run[][] {
  const rounds: Run[][] = []
  const last = new Map<string, Last>()
  /** everything after it runs later */
  let barrier = -1

  operations.forEach((operation, place) => {
    const { run: write } = declarationOf(operation)
    const keys = keysOf(locksOf([operation]))
    let round = barrier + 1
    if (keys === null) {
      round = rounds.length
      barrier = round
    } else {
      for (const key of keys) round = Math.max(round, roundAfter(last.get(key), write))
      for (const key of keys) last.set(key, { round, write })
    }
    put(round, write, place)
  })
  return rounds

  function put(round: number, write: Run['write'], place: number): void {
    const runs = rounds[round] ?? []
    rounds[round] = runs
    const run = write.oneByOne ? undefined : runs.find((one) => one.write === write)
    if (run) run.places.push(place)
    else runs.push({ write, places: [place] })
  }
}

/** A write that takes all its operations at once keeps their order itself. */
function roundAfter(last: Last | undefined, write: Run['write']): number {
  if (!last) return 0
  return last.write === write && !write.oneByOne ? last.round : last.round + 1
}

/** The rows that an operation shares with others; null: rooms that only its own statements find. */
function keysOf({ widgets, rooms, dialogs, pairs, pipes, owners, counted }: Locks): string[] | null {
  if (dialogs.length + pairs.length + pipes.length > 0) return null
  const keys = [
    ...widgets.map((widget_id) => `widget ${widget_id}`),
    ...rooms.map(({ widget_id, room_id }) => `room ${widget_id} ${room_id}`),
    ...owners.map(({ widget_id, user_id }) => `owner ${widget_id} ${user_id}`),
    ...counted.map(({ widget_id, user_id }) => `counted ${widget_id} ${user_id}`),
  ]
  return keys.length > 0 ? keys : null
}
