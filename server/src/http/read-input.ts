import { ChatError } from '@imbachat/protocol'
import type { Operation } from '@imbachat/protocol/http/operation'
import type { Context } from 'hono'
import type { z } from 'zod'
import { membersOf } from '../chat/identity/json-members.ts'
import { charsetOf, decodeText } from '../input/decode-text.ts'
import { isNestedTooDeep, MAX_NESTING } from '../input/json-text.ts'
import { readShape } from '../input/read-shape.ts'

/** An operation's input as its handler gets it: parsed, defaults filled in. */
export interface ParsedInput<O extends Operation> {
  params: Parsed<O['params']>
  query: Parsed<O['query']>
  body: Parsed<O['body']>
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined

/** @throws ChatError invalid_field that names the field, invalid_frame when the body is not JSON */
export async function readInput<O extends Operation>(c: Context, operation: O): Promise<ParsedInput<O>> {
  return {
    params: readParams(c, operation),
    query: parseAddress(operation.query, c.req.query()),
    body: operation.body && parse(operation.body, await readJson(c)),
  } as ParsedInput<O>
}

/** @throws ChatError invalid_field that names the field */
export const readParams = <O extends Operation>(c: Context, operation: O): ParsedInput<O>['params'] =>
  parseAddress(operation.params, c.req.param()) as ParsedInput<O>['params']

/**
 * @param once a field that an object has twice is refused
 * @throws ChatError invalid_frame; invalid_field for a field that came twice
 */
export async function readJson(c: Context, { once = false } = {}): Promise<unknown> {
  if (!isJson(c.req.header('content-type'))) {
    throw new ChatError('invalid_frame', 'the body must be JSON, with Content-Type: application/json')
  }
  const text = decodeText(await bytesOf(c), charsetOf(c.req.header('content-type')))
  if (isNestedTooDeep(text)) {
    throw new ChatError('invalid_frame', `the body must be nested at most ${MAX_NESTING} levels deep`)
  }
  const value = parseJson(text)
  const field = once ? membersOf(text).repeated : null
  if (field === null) return value
  throw new ChatError('invalid_field', `${field}: must come once`, { field: field.slice(0, 128) })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new ChatError('invalid_frame', 'the body is not JSON')
  }
}

export const bytesOf = async (c: Context): Promise<Uint8Array> => new Uint8Array(await c.req.arrayBuffer())

export const isJson = (contentType: string | undefined): boolean =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'

/**
 * Reads the query or the parameters of an address. No text that the server keeps or compares has a NUL, and PostgreSQL
 * refuses a statement with one.
 * @throws ChatError invalid_field that names the field
 */
export function parseAddress(schema: z.ZodType | undefined, values: Record<string, string>): unknown {
  const field = Object.keys(values).find((name) => values[name]?.includes('\0'))
  if (field !== undefined) {
    throw new ChatError('invalid_field', `${field}: must not contain the character U+0000`, { field })
  }
  return parse(schema, values)
}

/** @throws ChatError invalid_field that names the field */
export function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined
  const shaped = readShape(schema, value)
  if (shaped.ok) return shaped.value
  const { field, message, problem } = shaped
  if (field === '') throw new ChatError('invalid_field', 'the body must be a JSON object')
  throw new ChatError('invalid_field', message, { field, ...(problem && { problem }) })
}
