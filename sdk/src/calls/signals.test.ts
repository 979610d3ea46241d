import { expect, test } from 'bun:test'
import { connectionLost } from '../request-error.ts'
import { testClock } from '../testing/test-clock.ts'
import { createSignals, type NumberedSignal } from './signals.ts'

const OFFER = { attempt: 1, description: { type: 'offer' as const, sdp: 'v=0' } }
const candidate = (text: string) =>
  ({ candidate: text, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }) as RTCIceCandidate

const settled = () => new Promise((resolve) => setTimeout(resolve))

/** A link to the server that is there or not. */
function link() {
  const clock = testClock()
  const taken: NumberedSignal[] = []
  const state = { isUp: true }
  const signals = createSignals(clock, async (signal) => {
    await settled()
    if (!state.isUp) throw connectionLost()
    taken.push(signal)
  })
  const numbers = () => taken.map(({ n }) => n)
  return { clock, signals, taken, state, numbers }
}

test('candidates of 100 ms travel as one signal, after the description', async () => {
  const { clock, signals, taken } = link()
  signals.send(OFFER)
  signals.candidate(1, candidate('one'))
  clock.elapse(60)
  signals.candidate(1, candidate('two'))
  clock.elapse(39)
  await settled()
  await settled()
  expect(taken.length).toBe(1)
  clock.elapse(1)
  await settled()
  await settled()
  expect(taken.map(({ signal }) => signal.candidates?.map((one) => one.candidate))).toEqual([undefined, ['one', 'two']])
})

test('the last candidate does not wait', async () => {
  const { signals, taken } = link()
  signals.candidate(1, candidate('one'))
  signals.candidate(1, null)
  await settled()
  await settled()
  expect(taken[0]?.signal.candidates?.map((one) => one.candidate)).toEqual(['one', ''])
})

test('signals that a lost link did not take are sent when it is back, in order, with their numbers', async () => {
  const { signals, state, numbers } = link()
  signals.send(OFFER)
  for (let turn = 0; turn < 3; turn++) await settled()
  state.isUp = false
  signals.send(OFFER)
  signals.send(OFFER)
  for (let turn = 0; turn < 3; turn++) await settled()
  expect(numbers()).toEqual([1])
  state.isUp = true
  signals.resume()
  for (let turn = 0; turn < 6; turn++) await settled()
  expect(numbers()).toEqual([1, 2, 3])
})

test('a new connection forgets what the one before wanted to say', async () => {
  const { clock, signals, state, numbers } = link()
  state.isUp = false
  signals.send(OFFER)
  signals.candidate(1, candidate('one'))
  for (let turn = 0; turn < 3; turn++) await settled()
  signals.forget()
  state.isUp = true
  clock.elapse(100)
  signals.send(OFFER)
  for (let turn = 0; turn < 4; turn++) await settled()
  expect(numbers()).toEqual([2])
})
