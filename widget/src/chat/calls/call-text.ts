import type { CallPart } from '@imbachat/protocol'
import { isMissed } from '@imbachat/protocol/calls/outcomes'
import type { Blocked, OwnCall } from '@imbachat/sdk/calls'
import type { InOneLanguage } from '../i18n/group.ts'
import type { calls } from './phrases.ts'

export type CallPhrases = InOneLanguage<typeof calls>

/** The reader was called, and could not answer. */
export const wasMissed = (call: CallPart, own: boolean): boolean => !own && isMissed(call)

/** @param own the reader called */
export function entryText({ outcome, members }: CallPart, own: boolean, words: CallPhrases): string {
  const { ended, entry, group } = words
  if (members) return outcome === 'answered' ? group.call : group.nobody
  if (outcome === 'answered') return own ? entry.outgoing : entry.incoming
  if (outcome === 'lost') return entry.lost
  if (outcome === 'declined') return own ? ended.declined : entry.declined
  if (!own) return entry.missed
  return outcome === 'cancelled' ? entry.cancelled : ended[outcome]
}

const REASONS = {
  'insecure page': 'insecure',
  site: 'site',
  browser: 'browser',
  system: 'system',
  'in use': 'inUse',
} as const satisfies Record<Exclude<Blocked['by'], 'missing'>, string>

/** The text for a device or a permission that is missing, with a hint for the user. */
export function blockedText(
  { device, by }: Blocked,
  { blocked, blockedBy, none }: CallPhrases,
): { title: string; hint: string } {
  return { title: blocked[device], hint: by === 'missing' ? none[device] : blockedBy[REASONS[by]] }
}

/** The text for the end of a call, for the user of this page. */
export const endText = ({ phase, call }: OwnCall, words: CallPhrases) =>
  phase === 'moved' ? words.moved : words.ended[call?.outcome ?? 'answered']
