import { z } from 'zod'
import { serverEvent } from '../events.ts'
import { requests } from '../requests/index.ts'

export type Schema = z.core.JSONSchema.JSONSchema
type Direction = 'input' | 'output'

/** Types that are parts of others, as the sdk's declarations import them. */
const PARTS = `
export type ErrorBody = Omit<Extract<ServerEvent, { t: 'bye' }>, 't'>
export type ErrorCode = ErrorBody['code']
export type EventOf<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>
export type RequestName = keyof RequestInputs
export type RequestInput<T extends RequestName> = RequestInputs[T]
export type ReplyTo<T extends RequestName> = Replies[T]
export type AttachmentKind = Attachment['kind']
export type Mask = NonNullable<Message['masked']>
export type MemberRole = Member['role']
export type MemberState = Member['state']
export type ReportReason = RequestInput<'report.send'>['reason']
export type RoomFilter = NonNullable<RequestInput<'rooms.list'>['filter']>
export type Standing = Omit<Extract<OwnItem, { kind: 'standing' }>, 'kind' | 'rev'>
export type UserSettings = Omit<Extract<OwnItem, { kind: 'settings' }>, 'kind' | 'rev'>
export type UserSettingsPatch = RequestInput<'settings.set'>['settings']
`

/**
 * The types of the protocol as plain TypeScript, without zod: every named shape, what each request takes and is
 * answered with, and the events. They come from the same schemas as docs/protocol.md.
 * @param sources of the shapes, for their comments
 */
export function protocolTypes(sources: readonly string[] = []): string {
  const shapes = new Map<string, Schema>()

  function typed(schema: z.ZodType, io: Direction, without: readonly string[] = []): string {
    const { $defs = {}, ...rest } = z.toJSONSchema(schema, { io }) as Schema
    for (const [name, shape] of Object.entries($defs)) shapes.set(name, shape as Schema)
    return typeOf(rest, io, without)
  }

  const inputs = Object.values(requests).map(({ name, frame }) => `'${name}': ${typed(frame, 'input', ['t', 'id'])}`)
  const replies = Object.values(requests).map(({ name, reply }) => `'${name}': ${typed(reply, 'output')}`)
  const events = typed(serverEvent, 'output')
  const comments = commentsOf(sources)
  const named = [...shapes].map(([name, shape]) => {
    const { text, fields } = comments.get(name) ?? { text: '', fields: new Map() }
    if (shape.type !== 'object') return `${text}export type ${name} = ${typeOf(shape, 'output')}`
    return `${text}export interface ${name} ${objectOf(shape, 'output', [], fields)}`
  })
  return [
    ...named,
    `export interface RequestInputs ${block(inputs)}`,
    `export interface Replies ${block(replies)}`,
    `export type ServerEvent = ${events}`,
    PARTS.trim(),
    '',
  ].join('\n')
}

/** A JSON schema as a type of TypeScript. */
export function typeOf(schema: Schema, io: Direction, without: readonly string[] = []): string {
  const inner = (part: unknown) => typeOf(part as Schema, io)
  if (schema.$ref) return schema.$ref.replace(/^.*\//, '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return variants.map(inner).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => inner({ ...schema, type })).join(' | ')
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return listOf(inner(schema.items))
    case 'object':
      return objectOf(schema, io, without)
    case undefined:
      return 'unknown'
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`)
  }
}

function objectOf(
  { properties, required = [], additionalProperties }: Schema,
  io: Direction,
  without: readonly string[] = [],
  comments: ReadonlyMap<string, string> = new Map(),
): string {
  if (!properties) return `Record<string, ${typeOf((additionalProperties || { type: 'null' }) as Schema, io)}>`
  const fields = Object.entries(properties).filter(([name]) => !without.includes(name))
  return block(
    fields.map(([name, field]) => {
      const type = typeOf(field as Schema, io)
      const comment = comments.get(name) ?? ''
      if (required.includes(name)) return `${comment}${name}: ${type}`
      // a field that is sent may also be undefined, which JSON leaves out
      return `${comment}${name}?: ${type}${io === 'input' ? ' | undefined' : ''}`
    }),
  )
}

const listOf = (item: string) => (item.includes('|') ? `(${item})[]` : `${item}[]`)

export const block = (lines: readonly string[]) =>
  lines.length === 0 ? '{}' : `{\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`).join('')}}`

interface Comments {
  text: string
  fields: Map<string, string>
}

/** Schemas don't have the comments of their sources, which an editor shows beside a type and its fields. */
function commentsOf(sources: readonly string[]): Map<string, Comments> {
  const found = new Map<string, Comments>()
  for (const source of sources) {
    const declared =
      /(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export const \w+ = z\n((?: {2}.*\n)*?) {2}\.meta\(\{ id: '(\w+)' \}\)/g
    for (const [, text = '', body = '', name = ''] of source.matchAll(declared)) {
      const fields = body.matchAll(/^ {4}(\/\*\*(?:(?!\*\/)[\s\S])*\*\/)\n {4}(\w+):/gm)
      found.set(name, {
        text,
        fields: new Map(
          [...fields].map(([, comment = '', field = '']) => [field, `${comment.replaceAll('\n    ', '\n')}\n`]),
        ),
      })
    }
  }
  return found
}
