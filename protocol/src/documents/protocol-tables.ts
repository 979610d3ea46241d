import { z } from 'zod'
import { serverEvent } from '../events.ts'
import { EVENTS } from '../http/api/event-catalogue.ts'
import { costInWords } from '../requests/cost/cost.ts'
import { COMMON_REQUEST_ERRORS, errorsOf } from '../requests/define-request.ts'
import { requests } from '../requests/index.ts'

type Schema = z.core.JSONSchema.JSONSchema

/**
 * The generated parts of docs/protocol.md, by the name in their markers. `bun tools/checks/write-tables.ts`
 * writes them.
 */
export function protocolTables(): Record<string, string> {
  return {
    shapes: shapesTable(),
    'common errors': codes(COMMON_REQUEST_ERRORS),
    requests: requestsTable(),
    events: eventsTable(),
  }
}

function shapesTable(): string {
  const schemas = [...Object.values(requests).map(({ reply }) => reply), serverEvent].map((of) => toJson(of, 'output'))
  const shapes = Object.assign({}, ...schemas.map(({ $defs }) => $defs)) as Record<string, Schema>
  const rows = Object.entries(shapes).map(([name, shape]) => `| ${name} | ${resultOf(shape)} |`)
  return ['| shape | fields |', '|---|---|', ...rows].join('\n')
}

function requestsTable(): string {
  const rows = Object.values(requests).map(({ name, audience, cost, frame, reply, errors }) => {
    const fields = fieldsOf(toJson(frame, 'input'), ['t', 'id'])
    const refusals = codes(errorsOf({ audience, errors }))
    const cells = [code(name), audience, costInWords(cost), fields, resultOf(toJson(reply, 'output')), refusals]
    return `| ${cells.join(' | ')} |`
  })
  return ['| `t` | for | cost | fields | result | errors |', '|---|---|---|---|---|---|', ...rows].join('\n')
}

function eventsTable(): string {
  const rows = serverEvent.options.map((event) => {
    const fields = fieldsOf(toJson(event, 'output'), ['t'])
    return `| \`${event.shape.t.value}\` | ${fields} |`
  })
  return ['| `t` | fields |', '|---|---|', ...rows].join('\n')
}

/** The generated part of docs/events.md. */
export function eventTypesTable(): Record<string, string> {
  const rows = Object.entries(EVENTS).map(
    ([type, { meaning, data }]) => `| \`${type}\` | ${meaning} | ${fieldsOf(toJson(data, 'output'), [])} |`,
  )
  return { 'event types': ['| type | meaning | fields of `data` |', '|---|---|---|', ...rows].join('\n') }
}

/** Identifies the schemas of everything that either side sends; descriptions don't count. */
export async function wireHash(): Promise<string> {
  const asked = Object.values(requests).map(({ name, frame, reply }) => [
    name,
    toJson(frame, 'input'),
    toJson(reply, 'output'),
  ])
  const events = serverEvent.options.map((event) => toJson(event, 'output'))
  const text = JSON.stringify([asked, events], (key, value) => (key === 'description' ? undefined : value))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return new Uint8Array(digest).toHex().slice(0, 16)
}

/** The document with the text between `<!-- NAME -->` and `<!-- /NAME -->` replaced for each table. */
export function withTables(document: string, tables: Record<string, string>): string {
  return Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_, begin: string, end: string) => `${begin}${table}\n${end}`,
      ),
    document,
  )
}

const toJson = (schema: z.ZodType, io: 'input' | 'output'): Schema => z.toJSONSchema(schema, { io }) as Schema

const code = (name: string) => `\`${name}\``

const codes = (names: readonly string[]) => names.map(code).join(' ')

function resultOf(schema: Schema): string {
  const variants = schema.oneOf ?? schema.anyOf
  if (variants) return variants.map((variant) => resultOf(variant as Schema)).join(' or ')
  return fieldsOf(schema) || 'empty'
}

function fieldsOf(schema: Schema, without: readonly string[] = []): string {
  const { properties = {}, required = [] } = definitionOf(schema)
  return Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, field]) => {
      const given = field as Schema
      const optional = required.includes(name) && given.default === undefined ? '' : '?'
      const type = typeOf(given)
      const fallback = given.default === undefined ? '' : ` (${JSON.stringify(given.default)})`
      return `\`${name}${optional}\`${type && ` ${type}`}${fallback}`
    })
    .join(', ')
}

/** A schema with a name of its own stands among the definitions. */
function definitionOf(schema: Schema): Schema {
  const name = schema.$ref?.replace('#/$defs/', '')
  return name === undefined ? schema : ((schema.$defs?.[name] ?? schema) as Schema)
}

/** In words; numbers and texts without a limit have none. */
function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.replace(/^.*\//, '')
  if (schema.id) return schema.id
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum && schema.enum.length > 10) return 'an error code'
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(' ')
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return variants.map((variant) => typeOf(variant as Schema) || plain(variant as Schema)).join(' or ')
  if (schema.type === 'array') {
    const { minItems = 0, maxItems } = schema
    const item = schema.items as Schema
    const many = maxItems === undefined ? '' : minItems === maxItems ? ` ${maxItems}` : ` ${minItems}–${maxItems}`
    return `list of${many} ${item.type === 'integer' ? 'numbers' : typeOf(item) || plain(item)}`
  }
  if (schema.type === 'object') return `{${fieldsOf(schema)}}`
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'string') return textOf(schema)
  if (schema.type === 'integer') return rangeOf(schema)
  return ''
}

function textOf({ format, pattern, minLength = 0, maxLength }: Schema): string {
  if (format) return format
  if (pattern === '^[A-Za-z0-9_-]{22}$') return 'an id of 22 characters'
  if (maxLength === undefined) return ''
  return minLength > 0 ? `${minLength}–${maxLength} characters` : `up to ${maxLength} characters`
}

function plain({ type }: Schema): string {
  if (type === 'string') return 'text'
  return type === 'integer' ? 'number' : `${type}`
}

function rangeOf({ minimum, maximum }: Schema): string {
  const bounded = (maximum ?? Number.MAX_SAFE_INTEGER) < Number.MAX_SAFE_INTEGER
  if (bounded) return `${minimum ?? 0}–${maximum}`
  return minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? '' : `≥ ${minimum}`
}
