import type { Shard } from './options.ts'
import { millisecondsOf, type Timings } from './test-files.ts'

/** Types, lint and sizes, which the first shard has beside its tests. */
const CHECKS_MS = 60_000

/** The files of one shard: all shards take about the same time, and each file is in one of them. */
export function filesOfShard(files: readonly string[], shard: Shard, timings: Timings): string[] {
  const shards = Array.from({ length: shard.count }, (_, at) => ({
    files: [] as string[],
    milliseconds: at === 0 && shard.count > 1 ? CHECKS_MS : 0,
  }))
  const longestFirst = files.toSorted((a, b) => millisecondsOf(b, timings) - millisecondsOf(a, timings))
  for (const file of longestFirst) {
    const least = shards.reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a))
    least.files.push(file)
    least.milliseconds += millisecondsOf(file, timings)
  }
  return shards[shard.index - 1]?.files.toSorted() ?? []
}
