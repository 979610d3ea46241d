import { expect, test } from 'bun:test'
import { FITTED, within, zoomedAt } from './zoom.ts'

const stage = { width: 400, height: 300 }
const picture = { width: 400, height: 200 }

test('the point under the pointer stays under it', () => {
  const zoomed = zoomedAt(FITTED, 4, { x: 100, y: 20 }, picture, stage)
  // the point of the picture that was at (100, 20) is at scale × place + shift
  expect(zoomed.scale * 100 + zoomed.x).toBeCloseTo(100)
  expect(zoomed.scale * 20 + zoomed.y).toBeCloseTo(20)
})

test('a zoomed picture is never smaller than fitted, and at most eight times as large', () => {
  expect(zoomedAt(FITTED, 0.5, { x: 50, y: 0 }, picture, stage)).toEqual(FITTED)
  expect(zoomedAt(FITTED, 100, { x: 0, y: 0 }, picture, stage).scale).toBe(8)
})

test('no edge of the picture comes into the stage while there is more of it', () => {
  expect(within({ scale: 2, x: 900, y: -900 }, picture, stage)).toEqual({ scale: 2, x: 200, y: -50 })
  expect(within({ scale: 1, x: 30, y: 30 }, picture, stage)).toEqual(FITTED)
})
