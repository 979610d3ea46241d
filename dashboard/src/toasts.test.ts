import { afterAll, beforeAll, expect, jest, test } from 'bun:test'
import { dropToast, holdToasts, toast, toasts } from './toasts.ts'

beforeAll(() => void jest.useFakeTimers())
afterAll(() => void jest.useRealTimers())

const shown = () => toasts.value.map(({ text }) => text)

test('DASH-14 a toast stays while the pointer is on it, and goes later', () => {
  toast('Saved')
  jest.advanceTimersByTime(4_000)
  holdToasts(true)
  toast('Saved again')
  jest.advanceTimersByTime(60_000)
  expect(shown()).toEqual(['Saved', 'Saved again'])
  holdToasts(false)
  jest.advanceTimersByTime(4_999)
  expect(shown()).toEqual(['Saved', 'Saved again'])
  jest.advanceTimersByTime(1)
  expect(shown()).toEqual([])
})

test('DASH-14 a toast that is closed under the pointer holds none that come later', () => {
  toast('Saved')
  holdToasts(true)
  dropToast(toasts.value[0]?.id ?? 0)
  toast('Deleted')
  jest.advanceTimersByTime(5_000)
  expect(shown()).toEqual([])
})

test('DASH-14 of too many toasts the oldest that only say something go, and none that offers an undo', () => {
  const undo = { label: 'Undo', run: () => {} }
  toast('Ann is banned', 'done', undo)
  toast('Saved')
  toast('Bob is banned', 'done', undo)
  toast('Saved again')
  expect(shown()).toEqual(['Ann is banned', 'Bob is banned', 'Saved again'])
  toast('Carl is banned', 'done', undo)
  toast('Dora is banned', 'done', undo)
  expect(shown()).toEqual(['Ann is banned', 'Bob is banned', 'Carl is banned', 'Dora is banned'])
  jest.advanceTimersByTime(15_000)
  expect(shown()).toEqual([])
})

test('DASH-14 a toast that counts down ends in time under the pointer, too, and the next of its name replaces it', () => {
  toast('Dismissed', 'done', { label: 'Undo', run: () => {} }, { until: Date.now() + 10_000, name: 'decision' })
  holdToasts(true)
  toast('Banned', 'done', { label: 'Undo', run: () => {} }, { until: Date.now() + 10_000, name: 'decision' })
  expect(shown()).toEqual(['Banned'])
  jest.advanceTimersByTime(9_999)
  expect(shown()).toEqual(['Banned'])
  jest.advanceTimersByTime(1)
  expect(shown()).toEqual([])
  holdToasts(false)
})
