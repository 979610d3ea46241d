import type { WidgetQuotas } from '@imbachat/protocol/http/administration'
import type { KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import type { Selectable } from 'kysely'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget, type WidgetSettings } from '../../chat/widget.ts'
import type { Secrets } from '../../config/secrets.ts'
import { rulesOfRow } from '../../moderation/rules/compiled-rules.ts'
import type { Database } from '../../store/schema/schema.ts'
import { keyPurpose } from '../keys/key-purpose.ts'

export type WidgetRow = Selectable<Database['widget']>
export type SecretRow = Selectable<Database['widget_secret']>

/** A widget without its keys, as its owner's list needs it. */
export type WidgetRecord = Omit<Widget, 'secretKeys' | 'apiPasswords'>

/** Live keys of a kind: the current one and the one that is being rotated out. */
export const LIVE_KEYS = 2

export function widgetRecord(row: WidgetRow): WidgetRecord {
  return {
    id: row.id,
    account_id: row.account_id,
    name: row.name,
    api_login: row.api_login,
    users_info_url: row.users_info_url,
    origins: JSON.parse(row.origins) as string[],
    settings: { ...DEFAULT_SETTINGS, ...(JSON.parse(row.settings) as Partial<WidgetSettings>) },
    rules: rulesOfRow(row.rules),
    suspended: row.suspended_at === null ? null : { at: row.suspended_at, reason: row.suspended_for ?? '' },
    quotas: { ...NO_QUOTAS, ...(JSON.parse(row.quotas) as Partial<WidgetQuotas>) },
    created_at: row.created_at,
  }
}

/** The rows of the live keys of a kind, the current one first. */
export const liveRows = (rows: readonly SecretRow[], kind: KeyKind, now: number): SecretRow[] =>
  rows
    .filter((row) => row.kind === kind && isLive(row, now))
    .sort((a, b) => b.id - a.id)
    .slice(0, LIVE_KEYS)

export const isLive = ({ ends_at }: Pick<SecretRow, 'ends_at'>, now: number): boolean =>
  ends_at === null || ends_at > now

/** The live keys of a kind, the current one first. */
export function liveKeys(rows: readonly SecretRow[], kind: KeyKind, secrets: Secrets, now: number) {
  return liveRows(rows, kind, now).map((row) => ({
    value: secrets.open(row.sealed, keyPurpose(row.widget_id, row.kind)),
    created_at: row.created_at,
  }))
}

/** Stores only what differs from the defaults, so that a better default reaches widgets that never chose. */
export function storedSettings(settings: WidgetSettings): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(settings).filter(([name, value]) => DEFAULT_SETTINGS[name as keyof WidgetSettings] !== value),
    ),
  )
}
