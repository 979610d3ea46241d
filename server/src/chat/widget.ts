import { ChatError } from '@imbachat/protocol'
import type { WidgetQuotas } from '@imbachat/protocol/http/administration'
import type { KeyKind, KeyUseName } from '@imbachat/protocol/http/widget/widget-keys'
import { DEFAULT_WIDGET_SETTINGS, type WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import type { RulesInUse } from '../moderation/rules/compiled-rules.ts'

/** Keeps which key a site used. */
export interface KeyNotes {
  /** @param mark of the key, see `keyMark` */
  note(widget_id: number, kind: KeyKind, mark: string, use: KeyUseName): void
}

/**
 * One tenant: one site's chat, as the rest of the server uses it. Keys are in the clear here and sealed in the store.
 */
export interface Widget {
  id: number
  /** null: made on the command line before the first account; that account gets it */
  account_id: string | null
  name: string
  /** one or two HS256 keys: the current one first, then the one that is being rotated out */
  secretKeys: string[]
  /** lower case: the sites compare `strtolower(login)` with it */
  api_login: string
  /** the current one first; a site that answers 401 to it is tried with the one that is being rotated out */
  apiPasswords: string[]
  users_info_url: string | null
  /** origins of pages that may embed the chat: `https://shop.example`, `https://*.shop.example` */
  origins: string[]
  settings: WidgetSettings
  rules: RulesInUse
  /** the server's administrator stopped the chat; null: it works */
  suspended: { at: number; reason: string } | null
  /** quotas that the server's administrator set for this widget; null: the server's defaults */
  quotas: WidgetQuotas
  created_at: number
}

export const NO_QUOTAS: WidgetQuotas = { file_mb: null, connections: null, rest_calls_per_second: null }

/** @throws ChatError widget_suspended */
export function mustNotBeSuspended({ id, suspended }: Pick<Widget, 'id' | 'suspended'>): void {
  if (suspended) throw suspendedError(id)
}

export const suspendedError = (widget_id: number) =>
  new ChatError('widget_suspended', `The server's administrator suspended widget ${widget_id}.`)

export { DEFAULT_WIDGET_SETTINGS as DEFAULT_SETTINGS, type WidgetSettings }

/**
 * Reads widgets, which the command line may change beside a running server. In the chat they are up to `widgetFreshMs`
 * old.
 */
export interface WidgetReader {
  find(widget_id: number): Promise<Widget | null>
}

/** Cheap check whether the keys, origins or settings that open connections depend on have changed. */
export interface WidgetMarks {
  /** A text per existing widget that changes with its origins, settings or live Secret keys. */
  marks(widgetIds: readonly number[]): Promise<Map<number, string>>
}
