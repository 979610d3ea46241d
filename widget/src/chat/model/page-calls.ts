import type { RoomByPipe } from '@imbachat/sdk'
import { PageCallError } from './page-call-error.ts'

const PIPE_MAX = 128

/** The pipe or title: pages pass numbers, too. */
const text = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() || null : null

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/**
 * What the page's `addToRoom({pipe, title, is_public, type, users_ids})` asks for.
 *
 * @param json its argument as JSON; undefined: it has none
 * @throws PageCallError
 */
export function readRoom(json: string | undefined): RoomByPipe {
  const given: unknown = json === undefined ? null : JSON.parse(json)
  if (typeof given !== 'object' || given === null) {
    throw new PageCallError('addToRoom: expects an object {pipe, title, is_public, type, users_ids}')
  }
  const { pipe, title, is_public, type, users_ids } = given as Record<string, unknown>
  const empty = pipe === null || (typeof pipe === 'string' && pipe.trim() === '')
  const name = empty ? newPipe() : text(pipe)
  if (name === null || name.length > PIPE_MAX) {
    throw new PageCallError(`addToRoom: pipe must be the room's name, at most ${PIPE_MAX} characters`)
  }
  if (isGiven(title) && text(title) === null) throw new PageCallError('addToRoom: title must be text')
  if (isGiven(type) && String(type) !== '1') {
    throw new PageCallError('addToRoom: type must be 1, room_type.conference')
  }
  return {
    pipe: name,
    title: text(title) ?? undefined,
    isPublic: readFlag(is_public),
    userIds: readUserIds(users_ids),
  }
}

/** `crypto.randomUUID` is missing in pages without HTTPS, even in a frame that has it. */
const newPipe = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16).padStart(8, '0')).join('-')

/** Sites send `"0"`, `"1"`, numbers and booleans for the same thing. */
function readFlag(value: unknown): boolean {
  if (!isGiven(value)) return false
  const said = String(value).toLowerCase()
  if (said === '1' || said === 'true') return true
  if (said === '0' || said === 'false') return false
  throw new PageCallError('addToRoom: is_public must be 1 or 0')
}

/**
 * `[{user_id}]` or `[id]`; an array of PHP with holes comes as an object. Entries without an id are left out: some sites
 * send them.
 */
function readUserIds(value: unknown): string[] {
  if (!isGiven(value)) return []
  if (typeof value !== 'object') throw new PageCallError('addToRoom: users_ids must be an array of user ids')
  const ids = Object.values(value as object).map((one: unknown) =>
    text(typeof one === 'object' && one !== null ? (one as { user_id?: unknown }).user_id : one),
  )
  return [...new Set(ids.filter((id) => id !== null))]
}
