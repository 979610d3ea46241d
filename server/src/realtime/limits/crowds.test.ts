import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { Crowds } from './crowds.ts'

const seed = Number(process.env.CROWDS_SEED ?? Date.now() % 2 ** 31)
const comings = fc.array(fc.record({ key: fc.nat(4), item: fc.nat(9).map((n) => n + 1), comes: fc.boolean() }), {
  maxLength: 60,
})

test('after any additions and removals, the largest crowd and its oldest are those that a search would find', () => {
  fc.assert(
    fc.property(comings, fc.nat(4), (all, newcomer) => {
      const crowds = new Crowds<number, number>()
      const found = new Map<number, number[]>()
      for (const { key, item, comes } of all) {
        const there = found.get(key) ?? []
        if (there.includes(item) === comes) continue
        found.set(key, comes ? [...there, item] : there.filter((one) => one !== item))
        if (comes) crowds.add(key, item)
        else crowds.remove(key, item)
      }
      const sizes = [...found.values()].map(({ length }) => length)
      const most = Math.max(0, ...sizes)
      const own = found.get(newcomer) ?? []
      const largest = crowds.largest(newcomer)
      expect(largest?.size ?? 0).toBe(most)
      if (most > 0) {
        const oldestOfLargest = [...found.values()].filter(({ length }) => length === most).map(([first]) => first)
        expect(own.length === most ? [own[0]] : oldestOfLargest).toContain(largest?.oldest)
      }
      for (const [key, [oldest]] of found) expect(crowds.of(key)?.oldest).toBe(oldest)
    }),
    { seed, numRuns: 500 },
  )
})
