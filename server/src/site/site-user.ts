import { isGuestId, userId as userIdSchema } from '@imbachat/protocol'
import { decodeHTMLStrict } from 'entities/decode'
import type { SiteUser, UserPermissions } from '../chat/users/user.ts'
import { cleanLine } from './clean-text.ts'

/** The limits on the data that the server keeps of one user. */
const SITE_USER_LIMITS = {
  nameChars: 200,
  badgeChars: 60,
  urlChars: 2048,
  emailChars: 320,
  profiles: 50,
  permissions: 50,
  /** unknown fields: their number, and the total length of their JSON */
  extraFields: 50,
  extraChars: 8_192,
} as const

export type SiteUserEntry =
  | { kind: 'user'; user: SiteUser }
  | { kind: 'nameless'; user_id: string }
  /** not an object, or without a legal id */
  | { kind: 'unusable' }

/**
 * Reads one user of a users info answer.
 * @param baseUrl the URL that the server called; relative URLs are resolved against it
 */
export function readSiteUser(value: unknown, baseUrl: string): SiteUserEntry {
  if (!isRecord(value)) return { kind: 'unusable' }
  const id = userIdSchema.safeParse(value.user_id)
  if (!id.success || isGuestId(id.data)) return { kind: 'unusable' }
  const name = readName(value.name)
  if (name === '') return { kind: 'nameless', user_id: id.data }
  return {
    kind: 'user',
    user: {
      user_id: id.data,
      name,
      avatar_url: readUrl(value.avatar_url, baseUrl),
      profile_url: readUrl(value.profile_url, baseUrl),
      badge: readBadge(value.badge),
      last_login_at: readUnixSeconds(value.lastlogin),
      email: readEmail(value.user_mail) ?? readEmail(value.email),
      role: value.chat_role === 'admin' ? 'admin' : 'user',
      profiles: readProfiles(value.profiles, baseUrl),
      permissions: readPermissions(value.permissions),
      extra: readExtra(value),
    },
  }
}

const KNOWN_FIELDS = new Set([
  'user_id',
  'name',
  'avatar_url',
  'profile_url',
  'badge',
  'lastlogin',
  'user_mail',
  'email',
  'chat_role',
  'profiles',
  'permissions',
])

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Some sites send numbers for text, such as a user named 007. */
function asText(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? value : ''
}

/** PHP sites store names with entities (`Tom &amp; Jerry`), of which the usual ones have at most ten characters. */
function readLine(value: unknown, maxChars: number): string {
  return cleanLine(decodeHTMLStrict(asText(value).slice(0, maxChars * 10)), maxChars)
}

function readName(value: unknown): string {
  return readLine(value, SITE_USER_LIMITS.nameChars)
}

function readBadge(value: unknown): string | null {
  return readLine(value, SITE_USER_LIMITS.badgeChars) || null
}

/** Absolute http(s) URL without credentials, or null. */
function readUrl(value: unknown, baseUrl: string): string | null {
  if (typeof value !== 'string' || value.trim() === '' || value.length > SITE_USER_LIMITS.urlChars) return null
  const url = URL.parse(value.toWellFormed(), baseUrl)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null
  if (url.username !== '' || url.password !== '' || url.href.length > SITE_USER_LIMITS.urlChars) return null
  return url.href
}

/** Unix seconds, as a number or its digits, to milliseconds. */
function readUnixSeconds(value: unknown): number | null {
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0 || seconds > 1e11) return null
  return Math.floor(seconds) * 1000
}

function readEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > SITE_USER_LIMITS.emailChars) return null
  const email = value.trim()
  return /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email) && email.isWellFormed() ? email : null
}

/** PHP writes an empty object as `[]`, and one with the keys 0, 1, 2 as an array. */
function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

function readProfiles(value: unknown, baseUrl: string): SiteUser['profiles'] {
  const profiles: [string, SiteUser['profiles'][string]][] = []
  for (const [id, profile] of entriesOf(value)) {
    if (profiles.length === SITE_USER_LIMITS.profiles) break
    if (!userIdSchema.safeParse(id).success || !isRecord(profile)) continue
    const profileUserId = userIdSchema.safeParse(profile.user_id)
    const name = readName(profile.name)
    if (!profileUserId.success || name === '') continue
    profiles.push([id, { user_id: profileUserId.data, name, avatar_url: readUrl(profile.avatar_url, baseUrl) }])
  }
  return Object.fromEntries(profiles)
}

/** Leaves out `available_chat`: sites compute it for the session of the server's call, not for the user. */
function readPermissions(value: unknown): UserPermissions | null {
  const permissions: [string, boolean][] = []
  for (const [name, flag] of entriesOf(value)) {
    if (permissions.length === SITE_USER_LIMITS.permissions) break
    const allowed = readFlag(flag)
    if (allowed !== null && name !== 'available_chat' && /^[a-z_]{1,40}$/.test(name)) permissions.push([name, allowed])
  }
  return permissions.length === 0 ? null : Object.fromEntries(permissions)
}

/** null: neither yes nor no */
function readFlag(value: unknown): boolean | null {
  if (value === true || value === 1 || value === '1' || value === 'true') return true
  if (value === false || value === 0 || value === '0' || value === 'false' || value === '') return false
  return null
}

function readExtra(user: Record<string, unknown>): Record<string, unknown> {
  const extra: [string, unknown][] = []
  let left: number = SITE_USER_LIMITS.extraChars
  for (const [name, value] of Object.entries(user)) {
    if (extra.length === SITE_USER_LIMITS.extraFields) break
    if (KNOWN_FIELDS.has(name)) continue
    const size = name.length + JSON.stringify(value).length
    if (size > left) continue
    left -= size
    extra.push([name, value])
  }
  return Object.fromEntries(extra)
}
