import { expect, test } from 'bun:test'
import { widgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import { isAbout, SETTING_PLACES } from './setting-places.ts'

const names = Object.keys(widgetSettings.shape) as (keyof typeof SETTING_PLACES)[]

test('SETTINGS-2 a setting is found by words that owners use for it, in any order and by their beginnings', () => {
  for (const language of ['en', 'ru'] as const) {
    expect(names.filter((name) => SETTING_PLACES[name][language].trim() === '')).toEqual([])
  }
  const found = (needle: string) => names.filter((name) => isAbout(SETTING_PLACES[name].en, needle))
  expect(found('emoji')).toEqual(['reactions'])
  expect(found('size UPLOAD')).toContain('file_max_mb')
  expect(found('storage')).toEqual(['files_quota_mb'])
  expect(found('phon')).toEqual(['mask_contacts'])
  expect(isAbout('Тёмная тема', 'темная')).toBe(true)
  expect(isAbout('anything', '')).toBe(true)
})
