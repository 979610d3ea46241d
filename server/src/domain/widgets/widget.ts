/** One tenant: one site's chat, as the rest of the server uses it. Keys are in the clear here and sealed in the store. */
export interface Widget {
  id: number
  /** null: made on the command line before the first account; that account gets it */
  accountId: string | null
  name: string
  /** one or two HS256 keys: the current one first, then the one that is being rotated out */
  secretKeys: string[]
  /** lower case: the sites compare `strtolower(login)` with it */
  apiLogin: string
  /** the current one first; a site that answers 401 to it is tried with the one that is being rotated out */
  apiPasswords: string[]
  usersInfoUrl: string | null
  /** origins of pages that may embed the chat: `https://shop.example`, `https://*.shop.example` */
  origins: string[]
  settings: WidgetSettings
  createdAt: number
}

export interface WidgetSettings {
  /** longest message, in characters (UTF-16 units) */
  message_max_chars: number
  /** how long a user's name and avatar are used before they are asked for again */
  users_ttl_seconds: number
  /** messages a user may send a minute, with bursts of a third of it */
  messages_per_minute: number
  theme: 'default' | 'dark' | 'auto'
  position: 'right' | 'left'
  /** language of the chat when the page names none: `en`, `ru`; null follows the browser */
  language: string | null
}

export const DEFAULT_SETTINGS: WidgetSettings = {
  message_max_chars: 10_000,
  users_ttl_seconds: 300,
  messages_per_minute: 60,
  theme: 'default',
  position: 'right',
  language: null,
}

/** Reads widgets; always fresh from the store, since the command line may change them beside a running server. */
export interface WidgetReader {
  find(widgetId: number): Promise<Widget | null>
}
