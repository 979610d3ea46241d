import { ChatError } from '@imbachat/protocol'
import type { Context } from 'hono'
import { charsetOf, decodeText } from '../../input/decode-text.ts'
import { bytesOf, isJson, readJson } from '../read-input.ts'

/** A field's name and value. */
type Field = [name: string, value: string]

/** A list of users with short ids that fills the largest body has fewer fields. */
const MOST_FIELDS = 20_000

/**
 * The fields of a body that is JSON, a form or multipart, in the charset that its Content-Type names, else in UTF-8.
 * @throws ChatError invalid_frame
 */
export async function readBody(c: Context): Promise<Record<string, unknown>> {
  const contentType = c.req.header('content-type') ?? ''
  if (isJson(contentType)) {
    const value = await readJson(c)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
    throw new ChatError('invalid_frame', 'the body must be a JSON object')
  }
  const charset = charsetOf(contentType)
  switch (contentType.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/x-www-form-urlencoded':
      return fieldsOf(readForm(await bytesOf(c), charset))
    case 'multipart/form-data':
      return fieldsOf(readMultipart(await bytesOf(c), boundaryOf(contentType), charset))
    default:
      throw notAForm()
  }
}

function mustBeFew(fields: number): void {
  if (fields <= MOST_FIELDS) return
  throw new ChatError('invalid_frame', `a form may have at most ${MOST_FIELDS} fields; this one has ${fields}`)
}
const notAForm = () =>
  new ChatError('invalid_frame', 'the body must be a form (urlencoded or multipart), or JSON with its Content-Type')

/** The platform's own parser takes every form for UTF-8. */
function readForm(body: Uint8Array, charset: string | undefined): Field[] {
  const decode = (text: string) => decodeText(unescaped(text), charset)
  const pairs = Buffer.from(body)
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '')
  mustBeFew(pairs.length)
  return pairs.map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return [decode(name), decode(value.join('='))]
  })
}

/** The bytes of a part of a form, one character per byte. A `%` without two digits is kept as it is. */
function unescaped(text: string): Uint8Array {
  const bytes = text
    .replaceAll('+', ' ')
    .replaceAll(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return Buffer.from(bytes, 'latin1')
}

const boundaryOf = (contentType: string): string => {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"\r\n]{1,70})"|([^\s";,]{1,70}))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw notAForm()
  return boundary
}

/**
 * The texts of a multipart body; files are left out. A part may name a charset of its own (RFC 7578).
 * @throws ChatError invalid_frame
 */
function readMultipart(body: Uint8Array, boundary: string, charset: string | undefined): Field[] {
  const [, ...parts] = `\r\n${Buffer.from(body).toString('latin1')}`.split(`\r\n--${boundary}`)
  if (!parts.pop()?.startsWith('--')) throw notAForm()
  mustBeFew(parts.length)
  return parts.flatMap((part): Field[] => {
    const [, headers = '', content] = /^[ \t]*((?:\r\n[^\r\n]+)*)\r\n\r\n([\s\S]*)$/.exec(part) ?? []
    const disposition = /^content-disposition:.*$/im.exec(headers)?.[0] ?? ''
    const [, quoted, plain] = /;\s*name\s*=\s*(?:"([^"]*)"|([^\s";]+))/i.exec(disposition) ?? []
    const name = quoted ?? plain
    if (content === undefined || name === undefined) throw notAForm()
    if (/;\s*filename\*?\s*=/i.test(disposition)) return []
    const own = charsetOf(/^content-type:.*$/im.exec(headers)?.[0])
    const decode = (text: string) => decodeText(Buffer.from(text, 'latin1'), own ?? charset)
    return [[decode(name), decode(content)]]
  })
}

/** Forms of a list in PHP and others: `users_ids[]`, `users_ids[0]`, `users_ids[0][user_id]`. */
const LIST_FIELD = /^users_ids(?:\[\w{0,20}\])(?:\[user_id\])?$/

/** The same for an object: `context[title]`, `message[ru]`. */
const OBJECT_FIELD = /^(context|message)\[(\w{1,20})\]$/

function fieldsOf(form: readonly Field[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  const users: unknown[] = []
  const objects = new Map<string, Record<string, unknown>>()
  for (const [name, value] of form) {
    const [, object, part] = OBJECT_FIELD.exec(name) ?? []
    if (LIST_FIELD.test(name)) users.push(value)
    else if (object !== undefined && part !== undefined) {
      // In place: a copy for each field would take the square of their number.
      const parts = objects.get(object) ?? {}
      parts[part] = value
      objects.set(object, parts)
    } else fields[name] = value
  }
  return {
    ...fields,
    ...(users.length > 0 && { users_ids: users }),
    ...Object.fromEntries(objects),
  }
}
