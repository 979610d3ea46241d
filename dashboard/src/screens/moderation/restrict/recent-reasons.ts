import { keepPreference, REASONS, readPreference } from '../../../preferences.ts'
import { accountId } from '../../../session.ts'

const MOST = 8

/** A reason of one kind fits another only if the same people read it. */
const READERS: Record<RestrictionKind, 'warned' | 'restricted' | 'team'> = {
  warn: 'warned',
  mute: 'restricted',
  ban: 'restricted',
  shadow: 'team',
}

/** Each account of this browser has its own, for each widget: reasons may name people. */
const nameOf = (widget_id: number, kind: RestrictionKind) =>
  `${REASONS}${READERS[kind]}.${widget_id}.${accountId()}` as const

/** A moderator's recent reasons, the last one first. */
export function recentReasons(widget_id: number, kind: RestrictionKind): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readPreference(nameOf(widget_id, kind)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

export function keepReason(widget_id: number, kind: RestrictionKind, reason: string): void {
  if (reason === '') return
  const others = recentReasons(widget_id, kind).filter((one) => one !== reason)
  keepPreference(nameOf(widget_id, kind), JSON.stringify([reason, ...others].slice(0, MOST)))
}

export type RestrictionKind = 'warn' | 'mute' | 'ban' | 'shadow'
