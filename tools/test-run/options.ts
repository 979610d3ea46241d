import { parseArgs } from 'node:util'

export const USAGE = 'npm test -- [part of a path …] [-t TITLE] [--changed] [--shard 2/4] [--strict] [--keep-timings]'

export interface Shard {
  /** From 1. */
  index: number
  count: number
}

export interface Options {
  /** Parts of paths; empty: all test files. */
  paths: string[]
  /** As `bun test -t` takes it. */
  title: string | undefined
  changed: boolean
  shard: Shard | undefined
  /** Nothing is run again. */
  strict: boolean
  keepTimings: boolean
}

/** @throws Error that says what is wrong with an argument */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'test-name-pattern': { type: 'string', short: 't' },
      changed: { type: 'boolean', default: false },
      shard: { type: 'string' },
      strict: { type: 'boolean', default: false },
      'keep-timings': { type: 'boolean', default: false },
    },
  })
  if (values['test-name-pattern'] !== undefined && positionals.length === 0) throw new Error('-t: name a path, too')
  return {
    paths: positionals,
    title: values['test-name-pattern'],
    changed: values.changed,
    shard: values.shard === undefined ? undefined : readShard(values.shard),
    strict: values.strict,
    keepTimings: values['keep-timings'],
  }
}

function readShard(given: string): Shard {
  const [index = 0, count = 0] = (given.match(/^(\d+)\/(\d+)$/) ?? []).slice(1).map(Number)
  if (index < 1 || index > count) throw new Error(`--shard: ${given} must be a part and a number of parts, like 2/4`)
  return { index, count }
}
