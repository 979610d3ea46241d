import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { firstCrop, MOST_ZOOM, moved, zoomed, zoomOf } from './crop.ts'

test('the first square is the middle of the picture', () => {
  expect(firstCrop({ width: 300, height: 100 })).toEqual({ x: 100, y: 0, side: 100 })
})

test('zooming keeps the middle where it is', () => {
  const size = { width: 300, height: 100 }
  expect(zoomed(firstCrop(size), size, 2)).toEqual({ x: 125, y: 25, side: 50 })
})

test('whatever is dragged and zoomed, the square stays inside the picture', () => {
  const side = fc.integer({ min: 1, max: 5_000 })
  const step = fc.oneof(
    fc.record({ x: fc.integer({ min: -9_000, max: 9_000 }), y: fc.integer({ min: -9_000, max: 9_000 }) }),
    fc.double({ min: 0, max: 10, noNaN: true }),
  )
  fc.assert(
    fc.property(fc.record({ width: side, height: side }), fc.array(step, { maxLength: 20 }), (size, steps) => {
      let crop = firstCrop(size)
      for (const one of steps) {
        crop = typeof one === 'number' ? zoomed(crop, size, one) : moved(crop, size, one.x, one.y)
        expect(crop.x).toBeGreaterThanOrEqual(0)
        expect(crop.y).toBeGreaterThanOrEqual(0)
        expect(crop.x + crop.side).toBeLessThanOrEqual(size.width + 1e-6)
        expect(crop.y + crop.side).toBeLessThanOrEqual(size.height + 1e-6)
        expect(zoomOf(crop, size)).toBeLessThanOrEqual(MOST_ZOOM + 1e-9)
      }
    }),
  )
})
