import { expect, test } from 'bun:test'
import { readOptions } from './options.ts'
import { filesOfShard } from './shard.ts'
import { millisecondsOf, readTimings, testFiles } from './test-files.ts'

test('each test file is in exactly one shard, and no shard takes much longer than another', () => {
  const timings = readTimings()
  const shards = [1, 2, 3, 4].map((index) => filesOfShard(testFiles(), { index, count: 4 }, timings))
  expect(shards.flat().toSorted()).toEqual(testFiles())
  // the first has the checks beside its tests
  const times = shards.slice(1).map((files) => files.reduce((sum, file) => sum + millisecondsOf(file, timings), 0))
  expect(Math.max(...times) / Math.min(...times)).toBeLessThan(1.1)
})

test('a shard that is no part of a whole is refused by name', () => {
  expect(readOptions(['--shard', '2/4']).shard).toEqual({ index: 2, count: 4 })
  for (const wrong of ['0/4', '5/4', '2', 'a/b']) {
    expect(() => readOptions(['--shard', wrong])).toThrow(`--shard: ${wrong} must be a part and a number of parts`)
  }
})
