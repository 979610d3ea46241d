import { DEFAULT_WIDGET_SETTINGS, type WidgetSettings } from '@imbachat/protocol/http/widget-settings'
import type { RulesInUse } from '../../chat/rules/compiled-rules.ts'

/**
 * One tenant: one site's chat, as the rest of the server uses it. Keys are in the clear here and sealed in the store.
 */
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
  rules: RulesInUse
  createdAt: number
}

export { DEFAULT_WIDGET_SETTINGS as DEFAULT_SETTINGS, type WidgetSettings }

/** Reads widgets; always fresh from the store, since the command line may change them beside a running server. */
export interface WidgetReader {
  find(widgetId: number): Promise<Widget | null>
}

/** Tells cheaply whether the grounds of open connections have changed. */
export interface WidgetMarks {
  /** A text per existing widget that changes with its origins, settings or live Secret keys. */
  marks(widgetIds: readonly number[]): Promise<Map<number, string>>
}
