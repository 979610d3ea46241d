import { t as tNewWidget } from '../../new-widget-phrases.ts'
import { t as tSite } from '../site/site-phrases.ts'
import { t as tSetting } from './phrases.ts'
import { names, t } from './setting-text-phrases.ts'

/** Fields whose labels have other names than the settings themselves. */
const LABELS: Readonly<Record<string, () => string>> = {
  name: () => tNewWidget('name'),
  users_info_url: () => tNewWidget('users_info_url'),
  origins: () => tSite('site.origins_title'),
  search_users_url: () => tSite('people.search_url'),
  friends_url: () => tSite('people.friends_url'),
  before_send_url: () => tSite('check.url'),
  sign_in_url: () => tSetting('guests.sign_in_url'),
  accent: () => tSetting('branding.accent'),
  launcher_icon: () => tSetting('branding.icon'),
  launcher_text: () => tSetting('branding.text'),
  title: () => tSetting('branding.window_title'),
  radius: () => tSetting('branding.radius'),
}

/** A field of a widget as its form calls it. */
export function settingName(name: string): string {
  if (names.has(name)) return names(name)
  const label = LABELS[name]
  if (label !== undefined) return label()
  const key = [`settings.${name}`, `looks.${name}`].find(tSetting.has)
  return key === undefined ? name : tSetting(key)
}

/** The name of a value that has one: the whole value, such as a list of words, would fill the page. */
function nameOf(value: unknown): string | null {
  const named = typeof value === 'object' && value !== null && 'name' in value ? value.name : null
  return typeof named === 'string' ? named : null
}

/**
 * A setting's value as text.
 * @param name of the setting: a choice is called as its form calls it
 */
export function settingText(value: unknown, name = ''): string {
  if (value === null || value === undefined || value === '') return t('nothing')
  if (typeof value === 'boolean') return t(value ? 'on' : 'off')
  const choice = `settings.${name}_${String(value)}`
  if (typeof value !== 'object') return tSetting.has(choice) ? tSetting(choice) : String(value)
  const parts = Array.isArray(value)
    ? value.map((one: unknown) => nameOf(one) ?? settingText(one))
    : Object.entries(value).map(([name, one]) => `${name}: ${settingText(one)}`)
  return parts.length === 0 ? t('nothing') : parts.join(', ')
}

/** Text for an action in the audit log whose outcome is unknown. */
export const outcomeUnknown = (): string => t('outcome_unknown')
