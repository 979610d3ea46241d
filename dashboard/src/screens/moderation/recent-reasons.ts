import { keepPreference, readPreference } from '../../preferences.ts'
import { accountId } from '../../session.ts'
import type { RestrictionKind } from './restrict-dialog.tsx'

const MOST = 8

/** What one kind's reason says fits another only if the same people read it. */
const READERS: Record<RestrictionKind, 'warned' | 'restricted' | 'team'> = {
  warn: 'warned',
  mute: 'restricted',
  ban: 'restricted',
  shadow: 'team',
}

/** Of the person who is signed in: others who use this browser have their own. */
const nameOf = (kind: RestrictionKind) => `reasons.${READERS[kind]}.${accountId()}` as const

/** What a moderator gave as a reason lately, the last one first. */
export function recentReasons(kind: RestrictionKind): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readPreference(nameOf(kind)) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

export function keepReason(kind: RestrictionKind, reason: string): void {
  if (reason === '') return
  const others = recentReasons(kind).filter((one) => one !== reason)
  keepPreference(nameOf(kind), JSON.stringify([reason, ...others].slice(0, MOST)))
}
