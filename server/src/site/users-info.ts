import type { SiteUser } from '../chat/users/user.ts'
import { readAnswerJson } from './answer-json.ts'
import { decodeBody } from './decode-body.ts'
import { readSiteUser } from './site-user.ts'

/** A parsed users info answer. */
export type UsersInfo =
  | {
      kind: 'users'
      users: SiteUser[]
      /** users without a name that can be shown */
      nameless: string[]
      /** entries that are not users at all */
      unusable: number
      /** the answer has text around the JSON, such as PHP warnings */
      noise: boolean
      /** the charset that the server assumed for a body that is not UTF-8 and names no other; null: none */
      guessedCharset: string | null
    }
  | { kind: 'unreadable'; problem: UnreadableProblem }

export type UnreadableProblem =
  | { code: 'empty_answer' }
  | { code: 'not_json' }
  | { code: 'web_page' }
  | { code: 'no_array'; got: string }

/**
 * Reads the answer of a Users info URL, in all shapes in use. Never throws.
 * If a user appears twice, the first entry counts.
 * @param body with or without a byte order mark
 * @param baseUrl the URL that the server called
 * @param contentType the header of the answer; may name a charset
 */
export function readUsersInfo(body: Uint8Array, baseUrl: string, contentType?: string): UsersInfo {
  const { text, guessed } = decodeBody(body, contentType)
  const answer = readAnswerJson(text)
  if (answer.kind === 'empty') return { kind: 'unreadable', problem: { code: 'empty_answer' } }
  const list = answer.kind === 'json' ? listOf(answer.value) : null
  // a script in a page may have brackets that read as JSON
  if (list === null && isWebPage(text)) return { kind: 'unreadable', problem: { code: 'web_page' } }
  if (answer.kind === 'not_json') return { kind: 'unreadable', problem: { code: 'not_json' } }
  if (list === null) return { kind: 'unreadable', problem: { code: 'no_array', got: nameOf(answer.value) } }

  const users = new Map<string, SiteUser>()
  const nameless = new Set<string>()
  let unusable = 0
  for (const value of list) {
    const entry = readSiteUser(value, baseUrl)
    if (entry.kind === 'unusable') unusable += 1
    else if (entry.kind === 'nameless') nameless.add(entry.user_id)
    else if (!users.has(entry.user.user_id)) users.set(entry.user.user_id, entry.user)
  }
  return {
    kind: 'users',
    users: [...users.values()],
    nameless: [...nameless].filter((id) => !users.has(id)),
    unusable,
    noise: answer.noise,
    guessedCharset: guessed,
  }
}

/** Warnings of PHP are HTML, too, but begin otherwise. */
const isWebPage = (text: string): boolean => /^\s{0,100}<(?:!doctype|html|head|body|h1)\b/i.test(text)

/** The array itself, or the one inside `{code, version, data: […]}`. */
function listOf(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null || !('data' in value)) return null
  return Array.isArray(value.data) ? value.data : null
}

function nameOf(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
