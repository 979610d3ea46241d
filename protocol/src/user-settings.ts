import type { Language } from './phrases/languages.ts'

/** A user's own settings, the same on all devices. `page`: as the page that embeds the chat says. */
export interface UserSettings {
  writes_from: 'everyone' | 'friends' | 'nobody'
  last_seen: boolean
  receipts: boolean
  sound: boolean
  mentions: boolean
  theme: 'page' | 'light' | 'dark' | 'system'
  language: 'page' | Language
}

/** While the user has set nothing. */
export const DEFAULT_USER_SETTINGS: UserSettings = {
  writes_from: 'everyone',
  last_seen: true,
  receipts: true,
  sound: true,
  mentions: true,
  theme: 'page',
  language: 'page',
}

/** Named fields change, the rest stays. */
export type UserSettingsPatch = { [Name in keyof UserSettings]?: UserSettings[Name] | undefined }
