import { say as sayNewWidget } from '../../new-widget-phrases.ts'
import { say as saySite } from '../site-phrases.ts'
import { say as saySetting } from './phrases.ts'
import { names, say } from './setting-text-phrases.ts'

/** Fields whose labels have other names than the settings themselves. */
const LABELS: Readonly<Record<string, () => string>> = {
  name: () => sayNewWidget('name'),
  users_info_url: () => sayNewWidget('users_info_url'),
  origins: () => saySite('site.origins_title'),
  search_users_url: () => saySite('people.search_url'),
  friends_url: () => saySite('people.friends_url'),
  sign_in_url: () => saySetting('guests.sign_in_url'),
  accent: () => saySetting('branding.accent'),
  launcher_icon: () => saySetting('branding.icon'),
  launcher_text: () => saySetting('branding.text'),
  title: () => saySetting('branding.window_title'),
  radius: () => saySetting('branding.radius'),
}

/** A field of a widget as its form calls it. */
export function settingName(name: string): string {
  if (names.has(name)) return names(name)
  const label = LABELS[name]
  if (label !== undefined) return label()
  const key = [`settings.${name}`, `looks.${name}`].find(saySetting.has)
  return key === undefined ? name : saySetting(key)
}

/** Of a list of words, for example: the whole of it would fill the page. */
function nameOf(value: unknown): string | null {
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : null
  return typeof named === 'string' ? named : null
}

/**
 * What stands in a setting, as text.
 * @param name of the setting: a choice is called as its form calls it
 */
export function settingText(value: unknown, name = ''): string {
  if (value === null || value === undefined || value === '') return say('nothing')
  if (typeof value === 'boolean') return say(value ? 'on' : 'off')
  const choice = `settings.${name}_${String(value)}`
  if (typeof value !== 'object') return saySetting.has(choice) ? saySetting(choice) : String(value)
  const parts = Array.isArray(value)
    ? value.map((one: unknown) => nameOf(one) ?? settingText(one))
    : Object.entries(value).map(([name, one]) => `${name}: ${settingText(one)}`)
  return parts.length === 0 ? say('nothing') : parts.join(', ')
}

/** Of an act in the audit log. */
export const outcomeUnknown = (): string => say('outcome_unknown')
