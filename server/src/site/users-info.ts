import type { SiteUser } from '../domain/users/user.ts'
import { readAnswerJson } from './answer-json.ts'
import { decodeBody } from './decode-body.ts'
import { readSiteUser } from './site-user.ts'

/** A users info answer, read. */
export type UsersInfo =
  | {
      kind: 'users'
      users: SiteUser[]
      /** users who came without a name that can be shown */
      nameless: string[]
      /** entries that are not users at all */
      unusable: number
      /** PHP warnings or the like stood around the JSON */
      noise: boolean
      /** the charset that was assumed for a body that is neither UTF-8 nor names another; null: none */
      guessedCharset: string | null
    }
  | { kind: 'unreadable'; problem: UnreadableProblem }

export type UnreadableProblem = { code: 'empty_answer' } | { code: 'not_json' } | { code: 'no_array'; got: string }

/**
 * Reads what a Users info URL answered, in all shapes in use (contract section 3). Never throws, whatever came.
 * Of a user who is told of twice, the first counts.
 * @param body with or without a byte order mark
 * @param baseUrl what was called
 * @param contentType of the answer; may name a charset
 */
export function readUsersInfo(body: Uint8Array, baseUrl: string, contentType?: string): UsersInfo {
  const { text, guessed } = decodeBody(body, contentType)
  const answer = readAnswerJson(text)
  if (answer.kind === 'empty') return { kind: 'unreadable', problem: { code: 'empty_answer' } }
  if (answer.kind === 'not_json') return { kind: 'unreadable', problem: { code: 'not_json' } }
  const list = listOf(answer.value)
  if (list === null) return { kind: 'unreadable', problem: { code: 'no_array', got: nameOf(answer.value) } }

  const users = new Map<string, SiteUser>()
  const nameless = new Set<string>()
  let unusable = 0
  for (const value of list) {
    const entry = readSiteUser(value, baseUrl)
    if (entry.kind === 'unusable') unusable += 1
    else if (entry.kind === 'nameless') nameless.add(entry.userId)
    else if (!users.has(entry.user.userId)) users.set(entry.user.userId, entry.user)
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
