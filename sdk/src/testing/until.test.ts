import { expect, test } from 'bun:test'
import { until } from './until.ts'

test('a condition that asks a server is asked fewer than 50 times a second, however quick the machine is', async () => {
  let asked = 0
  await until(async () => performance.now() > 0 && ++asked === 5)
  const started = performance.now()
  await until(async () => ++asked === 11)
  expect(6 / ((performance.now() - started) / 1000)).toBeLessThan(50)
})

test('a condition in memory holds within milliseconds', async () => {
  let holds = false
  setTimeout(() => {
    holds = true
  }, 5)
  let looked = 0
  await until(() => ++looked > 0 && holds)
  expect(looked).toBeGreaterThan(1)
})
