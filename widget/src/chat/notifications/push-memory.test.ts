import { afterEach, expect, setSystemTime, test } from 'bun:test'
import { pushMemory } from './push-memory.ts'

const DAY = 24 * 3_600_000

function storageOf(): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage
}

afterEach(() => {
  setSystemTime()
})

test('PUSH-1 after a no the chat offers nothing for 30 days, to this user of this widget alone', () => {
  const storage = storageOf()
  const begun = Date.UTC(2026, 10, 30)
  setSystemTime(begun)
  const memory = () => pushMemory(storage, 1, 'ann')
  expect(memory().mayOffer()).toBe(true)
  memory().declined()
  for (const [days, may] of [
    [0, false],
    [29, false],
    [30, false],
    [30.01, true],
  ] as const) {
    setSystemTime(begun + days * DAY)
    expect([days, memory().mayOffer()]).toEqual([days, may])
  }
  setSystemTime(begun)
  expect(pushMemory(storage, 1, 'bob').mayOffer()).toBe(true)
  expect(pushMemory(storage, 2, 'ann').mayOffer()).toBe(true)
})

test('PUSH-1 a browser that keeps nothing offers, and forgets a no with the page', () => {
  const memory = pushMemory(null, 1, 'ann')
  memory.declined()
  expect([memory.mayOffer(), memory.device()]).toEqual([true, null])
})
