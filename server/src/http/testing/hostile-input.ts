import { z } from 'zod'
import { HOSTILE_JSON } from '../../input/testing/hostile-json.ts'

/** The part of JSON Schema that the schemas of operations come to. */
interface JsonSchema {
  type?: string | string[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  anyOf?: JsonSchema[]
  enum?: unknown[]
  const?: unknown
  minLength?: number
  minimum?: number
  format?: string
}

/** Text that harms more in an address, a form or a database than in a frame. */
const HOSTILE_TEXT = [
  ' ',
  'x',
  'null',
  'x'.repeat(300),
  'a\u0000b',
  '\u202e\u200b',
  '\u{1f600}'.repeat(64),
  "' or 1=1 --",
  '%00',
  '%',
  '../../etc/passwd',
  'a@b.example',
  'http://127.0.0.1:1/{ids}',
  'http://[::1',
]

/** Values that an endpoint does not expect, whatever the field. */
export const HOSTILE_VALUES: readonly unknown[] = [...HOSTILE_TEXT, ...HOSTILE_JSON.flatMap(parsed)]

function parsed(json: string): unknown[] {
  try {
    return [JSON.parse(json)]
  } catch {
    return []
  }
}

/** Stands for a field that is left out. */
const ABSENT = Symbol('absent')

/** An input that the schema takes, as far as JSON Schema can say. */
export function exampleOf(schema: z.ZodType): unknown {
  return example(jsonSchema(schema))
}

/**
 * `base`, and `base` with each of its fields, and of those that the schema has besides, replaced by each hostile value
 * or left out.
 */
export function* hostileVariants(schema: z.ZodType, base: unknown): Generator<unknown> {
  yield base
  for (const path of fieldPaths(jsonSchema(schema), base)) {
    for (const value of [ABSENT, ...HOSTILE_VALUES]) yield replaced(base, path, value)
  }
  if (isRecord(base)) yield { ...base, unknown_field: 1 }
}

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema

function example(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return example(schema.anyOf[0] ?? {})
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, example(field)]))
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'array') return [example(schema.items ?? {})]
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  if (schema.format === 'email') return 'nobody@shop.example'
  return 'x'.repeat(schema.minLength ?? 1)
}

function fieldPaths(schema: JsonSchema, base: unknown, before: string[] = []): string[][] {
  const known = Object.keys(schema.properties ?? {})
  const given = isRecord(base) ? Object.keys(base) : []
  return [...new Set([...known, ...given])].flatMap((name) => {
    const path = [...before, name]
    const below = fieldPaths(schema.properties?.[name] ?? {}, isRecord(base) ? base[name] : undefined, path)
    return [path, ...below]
  })
}

function replaced(base: unknown, [name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return value
  const record = isRecord(base) ? base : {}
  const next = replaced(record[name], rest, value)
  const others = Object.entries(record).filter(([key]) => key !== name)
  return Object.fromEntries(next === ABSENT ? others : [...others, [name, next]])
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
