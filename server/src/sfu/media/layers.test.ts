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
  layers.received({ ssrc: 7, lostInAll: 3, highest: 1_000 }, 0)
  layers.received({ ssrc: 7, lostInAll: 15, highest: 1_060 }, 400)
  expect(layers.choose([CAMERA], 700_000, 500)).toEqual(['low'])
})

test('CALL-65 a twentieth that is lost by chance, and reports about few packets, leave the picture as it is', () => {
  const layers = createLayers()
  let [lostInAll, highest, now] = [0, 1_000, 0]
  // Chromium reports with each request for lost packets: two of three packets, then none of 47
  for (let second = 0; second < 15; second++) {
    for (const [lost, packets] of [
      [2, 3],
      [0, 47],
    ] as const) {
      lostInAll += lost
      highest += packets
      now += 500
      layers.received({ ssrc: 7, lostInAll, highest }, now)
      expect(layers.choose([CAMERA], 700_000, now)).toEqual(['high'])
    }
  }
})

/** REMB of Chromium after its path had become 300 kbit/s wide, milliseconds and bits a second. */
const RECORDED = [
  [0, 219_468],
  [186, 202_182],
  [317, 183_584],
  [414, 177_050],
  [668, 166_612],
  [694, 159_574],
  [810, 146_463],
  [1_045, 140_330],
  [1_253, 140_255],
  [2_075, 141_255],
  [3_005, 142_255],
  [3_525, 143_255],
  [4_519, 144_255],
  [4_778, 147_163],
  [6_015, 148_163],
  [6_752, 151_960],
] as const

test('CALL-65 reports of Chromium behind 300 kbit/s make both pictures small at once, and they stay so', () => {
  const layers = createLayers()
  const cameras = [265_000, 235_000].map((high): Choice => ({ wanted: 'high', low: 70_000, high }))
  expect(layers.choose(cameras, 500_000, -500)).toEqual(['high', 'high'])
  for (const [ms, bits] of RECORDED) {
    layers.remb(bits)
    expect(layers.choose(cameras, Math.max(262_000, 890_000 - 100 * ms), ms)).toEqual(['low', 'low'])
  }
})

test('CALL-65 if the first step was too small, the next one follows a second later', () => {
  const layers = createLayers()
  const cameras = [265_000, 235_000].map((high): Choice => ({ wanted: 'high', low: 70_000, high }))
  // losses were noticed first: nothing says yet how much fits
  layers.received({ ssrc: 7, lostInAll: 0, highest: 0 }, 0)
  layers.received({ ssrc: 7, lostInAll: 30, highest: 60 }, 100)
  expect(layers.choose(cameras, 500_000, 100)).toEqual(['high', 'low'])
  layers.remb(219_468)
  expect(layers.choose(cameras, 500_000, 1_000)).toEqual(['high', 'low'])
  expect(layers.choose(cameras, 500_000, 1_100)).toEqual(['low', 'low'])
})

test('a camera that sends one layer alone is shown with that', () => {
  expect(createLayers().choose([{ ...CAMERA, high: 0 }], 0, 0)).toEqual(['low'])
  expect(createLayers().choose([{ ...CAMERA, wanted: 'low', low: 0 }], 0, 0)).toEqual(['high'])
})
