import { expect, test } from 'bun:test'
import { type Arrived, qualityOf } from './quality.ts'

const START: Arrived = { packets: 0, lost: 0, samples: 0, concealed: 0, frozen: 0, roundTrip: null, at: 0 }
/** Two seconds later, all well. */
const WELL: Arrived = { ...START, packets: 200, samples: 96_000, roundTrip: 0.05, at: 2_000 }

test.each([
  ['nothing is lost', {}, 'good'],
  ['a packet of 50 is lost', { lost: 4 }, 'good'],
  ['a packet of 20 is lost', { lost: 10 }, 'weak'],
  ['a packet of 5 is lost', { lost: 50 }, 'bad'],
  ['a twentieth of the sound is guessed', { concealed: 4_800 }, 'weak'],
  ['a fifth of the sound is guessed', { concealed: 19_200 }, 'bad'],
  ['the picture stands still for a fifth of a second', { frozen: 0.2 }, 'weak'],
  ['the picture stands still for a second', { frozen: 1 }, 'bad'],
  ['an answer takes half a second', { roundTrip: 0.5 }, 'weak'],
  ['an answer takes a second', { roundTrip: 1 }, 'bad'],
  ['packets counted as lost came later', { lost: -5 }, 'good'],
] as const)('the quality is judged where %s', (_, change, quality) => {
  expect(qualityOf(START, { ...WELL, ...change })).toBe(quality)
})

test('nothing that has arrived says nothing', () => {
  expect(qualityOf(START, { ...START, at: 500 })).toBe('good')
})
