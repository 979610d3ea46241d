import type { PageSettings } from '@imbachat/protocol/page/page-config'
import { GUEST, tokenUserId } from './token.ts'

/** The page's input of `load`, unchecked. */
export type Given = Record<string, unknown>

/** The user, and the options that the launcher needs; plain data. */
export interface LoadOptions {
  token: string | null
  /** null: a guest */
  userId: string | null
  language: string | null
  position: PageSettings['position']
}

/** Options for the window only. */
export interface WindowOptions {
  theme: PageSettings['theme']
  resizable: boolean
  draggable: boolean
  useFaviconBadge: boolean
  updateTitle: boolean
}

export const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` || null : null

/** Never throws: an invalid option counts as missing. */
export function cleanOptions(given: Given, settings: PageSettings): LoadOptions {
  const token = text(given.token) ?? text(given.user_key)
  const signed = tokenUserId(token)
  const userId = signed ?? namedUser(given)
  const { position } = given
  return {
    // some sites sign one for visitors who are not signed in
    token: signed === GUEST ? null : token,
    userId: userId === GUEST ? null : userId,
    language: text(given.language) ?? settings.language ?? text(document.documentElement.lang),
    position: position === 'left' || position === 'right' ? position : settings.position,
  }
}

export const namedUser = (given: Given): string | null => text(given.user_id) ?? text(given.id)

/** Sites send `"0"`, `"1"`, `""` and booleans for the same thing. */
const flag = (value: unknown): boolean => value === true || /^(1|true|on|yes)$/.test(`${text(value)}`)

/** `theme` is a word, or the page's own looks with that word as their `mode`. */
export function windowOptions(given: Given, settings: PageSettings): WindowOptions {
  const theme = typeof given.theme === 'string' ? given.theme : (Object(given.theme) as Given).mode
  return {
    theme: theme === 'default' || theme === 'dark' || theme === 'auto' ? theme : settings.theme,
    resizable: flag(given.resizable),
    draggable: flag(given.draggable),
    useFaviconBadge: flag(given.useFaviconBadge),
    updateTitle: flag(given.updateTitle),
  }
}
