import { expect, test } from 'bun:test'
import { createRoomParts } from './room-parts.ts'

test('LIMIT-14 a large room publishes in parts, and each listener is in one part', () => {
  const parts = createRoomParts<number>(1_000)
  const received = new Map<string, number>()
  for (let user = 1; user <= 3_500; user++) {
    const topic = parts.enter('room', user, user)
    expect(parts.topicFor('room', user)).toBe(topic)
    received.set(topic, (received.get(topic) ?? 0) + 1)
  }
  expect([...received.values()]).toEqual([1_000, 1_000, 1_000, 500])
  expect(parts.topicsOf('room')).toEqual([...received.keys()])
  expect(parts.topicsOf('another room')).toEqual(['another room'])
})

test('LIMIT-14 a room that has become small has one part again', () => {
  const parts = createRoomParts<string>(1)
  parts.enter('room', 'ann', 1)
  const topic = parts.enter('room', 'bob', 2)
  expect(parts.topicsOf('room')).toEqual(['room', topic])
  expect([parts.leave('room', 'bob'), parts.leave('room', 'ann')]).toEqual([topic, 'room'])
  expect(parts.topicsOf('room')).toEqual(['room'])
})
