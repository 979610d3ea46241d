import { expect, test } from 'bun:test'
import { openTabs } from './tabs.ts'

test('after the end, news of this tab are dropped, and nothing listens again', () => {
  const tabs = openTabs('1/1/closed', () => {})
  tabs.close()
  tabs.post({ t: 'discarded', clientId: 'c' })
  expect(tabs.resume()).toBe(false)

  const suspended = openTabs('1/1/suspended', () => {})
  suspended.suspend()
  suspended.close()
  expect(suspended.resume()).toBe(false)
})
