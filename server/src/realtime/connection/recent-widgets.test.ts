import { expect, test } from 'bun:test'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '../../chat/widget.ts'
import { rulesOfRow } from '../../moderation/rules/compiled-rules.ts'
import { recentWidgets } from './recent-widgets.ts'

const widget = (name: string): Widget => ({
  id: 1,
  account_id: null,
  name,
  secretKeys: [],
  api_login: '',
  apiPasswords: [],
  users_info_url: null,
  origins: [],
  settings: DEFAULT_SETTINGS,
  rules: rulesOfRow(null),
  suspended: null,
  quotas: NO_QUOTAS,
  created_at: 0,
})

test('a change of a widget counts after a moment, and a widget that is just made at once', async () => {
  const clock = manualClock()
  let stored: Widget | null = null
  const widgets = recentWidgets({ find: async () => stored }, clock, 2_000)
  expect(await widgets.find(1)).toBeNull()
  stored = widget('Shop')
  expect((await widgets.find(1))?.name).toBe('Shop')
  stored = widget('Renamed')
  clock.elapse(1_999)
  expect((await widgets.find(1))?.name).toBe('Shop')
  clock.elapse(1)
  expect((await widgets.find(1))?.name).toBe('Renamed')
})

test('a clock that is set back keeps no retired key alive', async () => {
  const clock = manualClock()
  let stored = widget('Shop')
  const widgets = recentWidgets({ find: async () => stored }, clock, 2_000)
  await widgets.find(1)
  stored = widget('Renamed')
  clock.elapse(-600_000)
  expect((await widgets.find(1))?.name).toBe('Renamed')
})
