import { distance } from 'fastest-levenshtein'
import { SETTINGS } from './env.ts'

/** Maximum Levenshtein distance between an unknown setting and the known one that was probably meant. */
const MOST = 2
/** Names with the same beginning may differ more: TRUSTED_PROXY. */
const BEGINNING = 10

/** Unknown variables that look like a setting. The environment has many others, which the server ignores. */
export function misspeltSettings(env: Record<string, string | undefined>): { name: string; meant: string }[] {
  return Object.keys(env).flatMap((name) => {
    if (SETTINGS.includes(name) || name.length < 5) return []
    const meant = SETTINGS.find((setting) => isNear(name.toUpperCase(), setting))
    return meant === undefined ? [] : [{ name, meant }]
  })
}

export const misspeltLine = ({ name, meant }: { name: string; meant: string }): string =>
  `${name} is not a setting: did you mean ${meant}?`

function isNear(name: string, setting: string): boolean {
  if (setting.length < 5 || Math.abs(name.length - setting.length) > MOST + 1) return false
  const most = name.slice(0, BEGINNING) === setting.slice(0, BEGINNING) ? MOST + 1 : MOST
  return distance(name, setting) <= most
}
