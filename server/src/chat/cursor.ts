import { ChatError } from '@imbachat/protocol/errors/codes'
import { isAnyUserId } from '@imbachat/protocol/user-id'

/** `user`, `rest` and `decimal` stand last; `rest` may contain anything. A `text` is encoded. */
const FORMS = {
  number: String.raw`(\d{1,16})`,
  decimal: String.raw`(\d{1,16}(?:\.\d{1,17})?)`,
  uuid: '([0-9a-f-]{36})',
  text: String.raw`([\w-]*)`,
  user: '(.+)',
  rest: '(.+)',
}

type Kind = keyof typeof FORMS
type Values<Kinds extends readonly Kind[]> = {
  -readonly [I in keyof Kinds]: Kinds[I] extends 'number' | 'decimal' ? number : string
}

/** A place in the order of a list, as the text that a page names as its `next`. */
export interface Cursor<Place extends readonly (string | number)[]> {
  write(...place: Place): string
  /** @throws ChatError invalid_field: no page returned this cursor */
  read(cursor: string): Place
}

/** The codec for places that have these values, in this order. */
export function cursorOf<const Kinds extends readonly Kind[]>(...kinds: Kinds): Cursor<Values<Kinds>> {
  const form = new RegExp(`^${kinds.map((kind) => FORMS[kind]).join('\\.')}$`, 's')
  const decode = (part: string, index: number): string | number => {
    const kind = kinds[index]
    if (kind === 'number' || kind === 'decimal') {
      const value = Number(part)
      if (value > Number.MAX_SAFE_INTEGER) throw cursorError()
      return value
    }
    const value = kind === 'text' ? Buffer.from(part, 'base64url').toString() : part
    // PostgreSQL refuses a NUL
    if (value.includes('\0') || (kind === 'user' && !isAnyUserId(value))) throw cursorError()
    return value
  }
  return {
    write: (...place) =>
      place
        .map((value, index) => (kinds[index] === 'text' ? Buffer.from(String(value)).toString('base64url') : value))
        .join('.'),
    read(cursor) {
      const [, ...parts] = form.exec(cursor) ?? []
      if (parts.length === 0) throw cursorError()
      return parts.map(decode) as unknown as Values<Kinds>
    },
  }
}

/** A page of `limit` rows, of rows that were read with a limit of one more, and the cursor of the next page. */
export function pageOf<Row>(
  found: readonly Row[],
  limit: number,
  cursor: (last: Row) => string,
): { page: Row[]; next: string | null } {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return { page, next: found.length > limit && last !== undefined ? cursor(last) : null }
}

/** No page returned this cursor. */
export const cursorError = (): ChatError =>
  new ChatError('invalid_field', 'cursor must be `next` of the previous page', { field: 'cursor' })
