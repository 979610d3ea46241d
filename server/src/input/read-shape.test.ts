import { expect, test } from 'bun:test'
import { requests } from '@imbachat/protocol'
import { dashboardOperations, type Operation } from '@imbachat/protocol/http/dashboard'
import { siteOperations } from '@imbachat/protocol/http/site-api'
import { z } from 'zod'
import { readShape } from './read-shape.ts'
import { HOSTILE_JSON, jsonFor, placesIn } from './testing/hostile-json.ts'

const operations: readonly Operation[] = [...Object.values(dashboardOperations), ...Object.values(siteOperations)]

test('CONN-6 no hostile value in any field of a frame or of a body makes its schema throw', () => {
  const bodies = operations.flatMap(({ body }) => (body ? [body] : []))
  expect(bodies.length).toBeGreaterThan(3)
  for (const schema of [...Object.values(requests).map(({ frame }) => frame), ...bodies]) {
    // Tests the schema without the catch around it: the schema finds the error and names the field.
    readShape(schema, null)
    for (const place of placesIn(schema)) {
      for (const hostile of HOSTILE_JSON) {
        const text = jsonFor(schema, place, hostile)
        if (isJson(text)) expect(() => schema.safeParse(JSON.parse(text))).not.toThrow()
      }
    }
  }
})

test('CONN-6 the error names a field of the wrong type, even if the value has a fake length', () => {
  const schema = z.strictObject({ list: z.array(z.int()).min(1).max(3).optional(), text: z.string().max(3) })
  for (const length of [5, '5', -1, null, { toString: 1 }, { valueOf: 1, toString: 1 }]) {
    expect(readShape(schema, { list: { length }, text: '' })).toMatchObject({ ok: false, field: 'list' })
    expect(readShape(schema, { text: { length } })).toMatchObject({ ok: false, field: 'text' })
  }
  expect(readShape(schema, { list: [1, 2, 3, 4], text: '' })).toMatchObject({ ok: false, field: 'list' })
  expect(readShape(schema, { list: [], text: 'four' })).toMatchObject({ ok: false, field: 'list' })
})

test('LIMIT-6 a frame with 300 wrong fields is refused in less than 1 ms', () => {
  const rooms = Array.from({ length: 100 }, () => ({ room_id: 0, delivered_seq: -1, read_seq: 'x' }))
  const times: number[] = []
  // The fastest of several runs: the first ones are not compiled yet, and a busy machine may delay any.
  for (let tries = 0; tries < 1_000 && !(Math.min(...times) < 1); tries++) {
    const started = performance.now()
    const shaped = readShape(requests['receipts.update'].frame, { t: 'receipts.update', id: 1, rooms })
    times.push(performance.now() - started)
    expect(shaped).toMatchObject({ ok: false, field: 'rooms.0.room_id' })
  }
  expect(Math.min(...times)).toBeLessThan(1)
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
