import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { widgetSettings } from '@imbachat/protocol/http/widget-settings'
import { isAbout, SETTING_PLACES, SETTING_WORDS } from './setting-places.ts'

const FOLDER = join(import.meta.dir, '..')
const names = Object.keys(widgetSettings.shape) as (keyof typeof SETTING_PLACES)[]

/** The source of a section's page: its file, and those that it imports from its own folders. */
function sourceOf(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return ''
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  const imported = [...text.matchAll(/from '(\.{1,2}\/[^']+\.tsx)'/g)].map(([, path = '']) => join(file, '..', path))
  return [text, ...imported.filter((path) => path.startsWith(FOLDER)).map((path) => sourceOf(path, seen))].join('\n')
}

const sections = {
  features: sourceOf(join(FOLDER, 'features.tsx')),
  appearance: sourceOf(join(FOLDER, 'appearance-tab.tsx')),
  site: sourceOf(join(FOLDER, 'site-tab.tsx')),
}

/** `name="x"`, `name="settings.x"`, a name in a list of fields, and in names that are put together. */
const hasControl = (source: string, name: string): boolean =>
  new RegExp(`name="(settings\\.)?${name}"|'${name}'[,\\]]|\`settings\\.${name}\\.|draft\\.put\\(\\{ ${name} `).test(
    source,
  )

test('SETTINGS-1 each setting of the schema has a control in the section that is said to have it', () => {
  expect(readdirSync(FOLDER)).toContain('features.tsx')
  expect(Object.keys(SETTING_PLACES).sort()).toEqual([...names].sort())
  const missing = names.filter((name) => !hasControl(sections[SETTING_PLACES[name]], name))
  expect(missing).toEqual([])
  expect(hasControl(sections.features, 'not_a_setting')).toBe(false)
})

test('SETTINGS-2 a setting is found by words that owners use for it, in any order and by their beginnings', () => {
  for (const words of [SETTING_WORDS.en, SETTING_WORDS.ru]) {
    expect(names.filter((name) => words[name].trim() === '')).toEqual([])
  }
  const found = (needle: string) => names.filter((name) => isAbout(SETTING_WORDS.en[name], needle))
  expect(found('emoji')).toEqual(['reactions'])
  expect(found('size UPLOAD')).toContain('file_max_mb')
  expect(found('storage')).toEqual(['files_quota_mb'])
  expect(found('phon')).toEqual(['mask_contacts'])
  expect(isAbout('Тёмная тема', 'темная')).toBe(true)
  expect(isAbout('anything', '')).toBe(true)
})
