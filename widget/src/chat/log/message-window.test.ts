import { describe, expect, test } from 'bun:test'
import {
  findBySeq,
  inWindow,
  type MessageWindow,
  newerWindow,
  olderWindow,
  openingWindow,
  trimmedWindow,
  WINDOW_MAX,
  windowAround,
} from './message-window.ts'

const messages = Array.from({ length: 10_000 }, (_, index) => ({ seq: index + 1 }))
const span = (window: MessageWindow) => {
  const inside = inWindow(messages, window)
  return [inside[0]?.seq, inside.at(-1)?.seq, inside.length]
}

test('a room opens with its newest messages', () => {
  expect(span(openingWindow(messages, null))).toEqual([9_941, 10_000, 60])
})

test('an unread message far back is in it, with some before', () => {
  expect(span(openingWindow(messages, 9_900))).toEqual([9_870, 10_000, 131])
  expect(span(openingWindow(messages, 5_000))).toEqual([4_970, 5_269, WINDOW_MAX])
})

test('scrolled from end to end and back, every message is shown, and never more than the limit', () => {
  let window = openingWindow(messages, null)
  const seen = new Set<number>()
  const look = () => {
    const inside = inWindow(messages, window)
    expect(inside.length).toBeLessThanOrEqual(WINDOW_MAX)
    for (const { seq } of inside) seen.add(seq)
  }
  for (let next: MessageWindow | null = window; next; next = olderWindow(messages, window)) {
    window = next
    look()
  }
  expect(seen.size).toBe(10_000)
  expect(window.from).toBe(1)
  for (let next: MessageWindow | null = window; next; next = newerWindow(messages, window)) {
    window = next
    look()
  }
  expect(window.to).toBeNull()
  expect(inWindow(messages, window).at(-1)?.seq).toBe(10_000)
})

describe('a window that follows the newest', () => {
  test('a window that follows the newest is cut at its far end while the reader is at the bottom', () => {
    expect(span(trimmedWindow(messages, { from: 9_000, to: null }, 'end') ?? { from: 0, to: 0 })).toEqual([
      9_941, 10_000, 60,
    ])
  })
  test('a window stops following the newest while the reader is further up', () => {
    expect(trimmedWindow(messages, { from: 9_000, to: null }, 'start')).toEqual({ from: 9_000, to: 9_299 })
  })
  test('a window that follows the newest is left alone while it is small', () => {
    expect(trimmedWindow(messages, { from: 9_881, to: null }, 'end')).toBeNull()
  })
})

test('an answered message is shown with its surroundings', () => {
  expect(span(windowAround(messages, 500))).toEqual([440, 559, 120])
  expect(span(windowAround(messages, 1))).toEqual([1, 60, 60])
})

test('rooms without messages have an empty window that later ones come into', () => {
  const window = openingWindow([], null)
  expect(window.to).toBeNull()
  expect(inWindow([{ seq: 1 }], window)).toHaveLength(1)
})

test('a message is found by its number, and one that is not loaded is not', () => {
  expect(findBySeq(messages, 7_777)?.seq).toBe(7_777)
  expect(findBySeq(messages, 10_001)).toBeUndefined()
  expect(findBySeq([], 1)).toBeUndefined()
})
