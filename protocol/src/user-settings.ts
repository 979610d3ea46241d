import type { Language } from './phrases/languages.ts'

/** A user's own settings, the same on all devices. `page`: the setting of the page that embeds the chat. */
export interface UserSettings {
  writes_from: 'everyone' | 'friends' | 'nobody'
  /** who may call the user: everyone in a dialog with them, or nobody */
  calls_from: 'everyone' | 'nobody'
  /** calls go through a relay alone: nobody learns the user's address */
  hide_address: boolean
  last_seen: boolean
  receipts: boolean
  sound: boolean
  mentions: boolean
  theme: 'page' | 'light' | 'dark' | 'system'
  language: 'page' | Language
  /** mail about unread messages, where the widget sends it */
  mail: boolean
  /** no mail at these hours of the user's day, `22:00-08:00`; `site`: the widget's hours; `off`: mail at any hour */
  quiet_hours: string
  /** rooms about which the user gets no mail, at most `MOST_MAIL_OFF` */
  mail_off: number[]
  /** time zone of the user's device, such as `Europe/Berlin`; null: not known */
  time_zone: string | null
  /** the language of the chat that the user last saw; null: not known */
  spoken: Language | null
}

/** A user who wants no mail about more rooms gets none at all. */
export const MOST_MAIL_OFF = 200

/** While the user has set nothing. */
export const DEFAULT_USER_SETTINGS: UserSettings = {
  writes_from: 'everyone',
  calls_from: 'everyone',
  hide_address: false,
  last_seen: true,
  receipts: true,
  sound: true,
  mentions: true,
  theme: 'page',
  language: 'page',
  mail: true,
  quiet_hours: 'site',
  mail_off: [],
  time_zone: null,
  spoken: null,
}

/** Named fields change, the rest stays. */
export type UserSettingsPatch = { [Name in keyof UserSettings]?: UserSettings[Name] | undefined }
