import { expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Operation } from '../../writes/index.ts'
import { roundsOf } from './rounds.ts'

/** `lock` reads no more of an input than this. */
const operation = (name: Operation['name'], input: object) => ({ name, input }) as Operation
const append = (room_id: number) => operation('appendMessage', { widget_id: 1, room_id, sender_id: `u${room_id}` })
const react = (room_id: number) => operation('changeReactions', { widget_id: 1, room_id, changes: [] })
const edit = (room_id: number) => operation('editMessage', { widget_id: 1, room_id })
const own = (user_id: string) => operation('putOwnItem', { widget_id: 1, user_id })
const read = (...rooms: number[]) =>
  operation(
    'moveWatermarks',
    rooms.map((room_id) => ({ widget_id: 1, room_id })),
  )
const block = (user_id: string) => operation('putBlock', { widget_id: 1, user_id, peer_id: 'peer' })

const placesOf = (operations: Operation[]) => roundsOf(operations).map((runs) => runs.map((run) => run.places))

test('messages of one batch are one run', () => {
  expect(placesOf([append(1), append(2), append(1)])).toEqual([[[0, 1, 2]]])
})

test('writes that lock nothing in common run in one round, whatever their kinds', () => {
  const batch = [append(1), react(2), append(3), own('a'), edit(4), append(5), own('b'), read(6, 7)]
  expect(placesOf(batch)).toEqual([[[0, 2, 5], [1], [3], [4], [6], [7]]])
})

test('writes to one room keep their order, and so do those of one user', () => {
  expect(placesOf([append(1), react(1), append(1), edit(1), edit(1)])).toEqual([[[0]], [[1]], [[2]], [[3]], [[4]]])
  expect(placesOf([own('a'), own('a'), own('b')])).toEqual([[[0], [2]], [[1]]])
  expect(placesOf([append(1), read(2, 1), append(2), append(3)])).toEqual([[[0, 3]], [[1]], [[2]]])
})

test('a write that finds its rooms by itself runs alone', () => {
  expect(placesOf([append(1), block('a'), react(2)])).toEqual([[[0]], [[1]], [[2]]])
})

test('every write runs once, after those before it that lock something in common', () => {
  const rooms = fc.integer({ min: 1, max: 4 })
  const users = fc.constantFrom('a', 'b')
  const any = fc.oneof(
    rooms.map((room) => ({ of: [room], operation: append(room) })),
    rooms.map((room) => ({ of: [room], operation: react(room) })),
    fc.tuple(rooms, rooms).map((pair) => ({ of: pair, operation: read(...pair) })),
    users.map((user) => ({ of: [user], operation: own(user) })),
  )
  fc.assert(
    fc.property(fc.array(any, { maxLength: 40 }), (allGiven) => {
      const rounds = placesOf(allGiven.map((given) => given.operation))
      const turn = new Map<number, readonly [round: number, run: number, index: number]>()
      rounds.forEach((runs, round) => {
        runs.forEach((places, run) => {
          places.forEach((place, index) => {
            turn.set(place, [round, run, index])
          })
        })
      })
      expect([...turn.keys()].sort((a, b) => a - b)).toEqual(allGiven.map((_, place) => place))
      allGiven.forEach(({ of }, later) => {
        for (let earlier = 0; earlier < later; earlier++) {
          if (!allGiven[earlier]?.of.some((key) => (of as (string | number)[]).includes(key))) continue
          const [first, second] = [turn.get(earlier), turn.get(later)]
          if (!first || !second) throw new Error('a write that runs in no round')
          if (first[0] === second[0]) expect([first[1], first[2] < second[2]]).toEqual([second[1], true])
          else expect(first[0]).toBeLessThan(second[0])
        }
      })
    }),
  )
})
