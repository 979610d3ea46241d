import { keepPreference, REASONS, readPreference } from '../../../preferences.ts'
import { accountId } from '../../../session.ts'

const MOST = 8

/** What one kind's reason says fits another only if the same people read it. */
const READERS: Record<RestrictionKind, 'warned' | 'restricted' | 'team'> = {
  warn: 'warned',
  mute: 'restricted',
  ban: 'restricted',
  shadow: 'team',
}

/** Each account of this browser has its own, for each widget: reasons may name people. */
const nameOf = (widgetId: number, kind: RestrictionKind) =>
  `${REASONS}${READERS[kind]}.${widgetId}.${accountId()}` as const

/** What a moderator gave as a reason lately, the last one first. */
export function recentReasons(widgetId: number, kind: RestrictionKind): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readPreference(nameOf(widgetId, kind)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

export function keepReason(widgetId: number, kind: RestrictionKind, reason: string): void {
  if (reason === '') return
  const others = recentReasons(widgetId, kind).filter((one) => one !== reason)
  keepPreference(nameOf(widgetId, kind), JSON.stringify([reason, ...others].slice(0, MOST)))
}

export type RestrictionKind = 'warn' | 'mute' | 'ban' | 'shadow'
