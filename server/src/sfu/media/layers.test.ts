import { expect, test } from 'bun:test'
import { type Choice, createLayers } from './layers.ts'

const CAMERA: Choice = { wanted: 'high', low: 150_000, high: 700_000 }

/** A receiver whose path lets so much through, for some seconds. @returns the layers at the end */
function pass(layers: ReturnType<typeof createLayers>, choices: Choice[], path: number, from: number, seconds: number) {
  let sent = 0
  let chosen: string[] = []
  for (let now = from; now < from + seconds * 1_000; now += 500) {
    // as Chromium: what comes through, or a little more than it gets
    layers.remb(sent > path ? path * 0.85 : Math.max(300_000, sent * 0.95))
    chosen = layers.choose(choices, sent, now)
    sent = chosen.reduce(
      (sum, layer, index) => sum + (layer === 'off' ? 0 : (choices[index]?.[layer as 'low' | 'high'] ?? 0)),
      0,
    )
  }
  return chosen
}

test('CALL-65 a receiver with room for it gets what it wants', () => {
  expect(
    pass(createLayers(), [CAMERA, { ...CAMERA, wanted: 'low' }, { ...CAMERA, wanted: 'off' }], 5e6, 0, 20),
  ).toEqual(['high', 'low', 'off'])
})

test('CALL-65 a receiver with 300 kbit/s gets the low layer within 5 s, and the high one again when there is room', () => {
  const layers = createLayers()
  expect(pass(layers, [CAMERA], 300_000, 0, 5)).toEqual(['low'])
  expect(pass(layers, [CAMERA], 3e6, 5_000, 60)).toEqual(['high'])
})

test('CALL-65 of several pictures, as many stay high as fit', () => {
  expect(pass(createLayers(), [CAMERA, CAMERA, CAMERA], 1_400_000, 0, 5).filter((one) => one === 'high')).toHaveLength(
    1,
  )
})

test('CALL-65 losses count as a narrow path', () => {
  const layers = createLayers()
  layers.choose([CAMERA], 700_000, 0)
  layers.lost(60)
  expect(layers.choose([CAMERA], 700_000, 500)).toEqual(['low'])
})

test('a camera that sends one layer alone is shown with that', () => {
  expect(createLayers().choose([{ ...CAMERA, high: 0 }], 0, 0)).toEqual(['low'])
  expect(createLayers().choose([{ ...CAMERA, wanted: 'low', low: 0 }], 0, 0)).toEqual(['high'])
})
