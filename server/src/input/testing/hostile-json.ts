import type { z } from 'zod'

/** Names that JavaScript gives a meaning to. */
const NAMES = ['toString', 'valueOf', 'toJSON', 'length', 'size', 'then', '__proto__', 'constructor', 'prototype']

/** JSON that may do harm where something else is expected, as text: `JSON.stringify` can't write all of it. */
export const HOSTILE_JSON: readonly string[] = [
  ...NAMES.flatMap((name) => [
    JSON.stringify(name),
    `{"${name}":1}`,
    `{"${name}":null}`,
    `{"${name}":{"toString":1,"valueOf":1}}`,
    `{"${name}":{"length":{"toString":1}}}`,
    `[{"${name}":{"toString":1}}]`,
  ]),
  '{"length":1e999}',
  '{"length":-1}',
  '{"length":"101"}',
  ...['null', 'true', '0', '-1', '-0', '1.5', '1e21', '1e999', '-1e999', '9007199254740993', '""', '[]', '{}'],
  ...['"\\ud800"', '"\\u0000"', '"\\u202e"', `"${'x'.repeat(9_000)}"`, `[${'0,'.repeat(300)}0]`],
  ...[nested(16), nested(31), nested(33), nested(2_000), '['.repeat(2_000)],
]

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}

const typeOf = (schema: z.core.$ZodType) => (schema as z.core.$ZodTypes)._zod.def.type

type Path = readonly (string | number)[]

/** A value that fits a schema, as JSON text. @param text stands at `path` in its place */
export function jsonFor(schema: z.core.$ZodType, path: Path | null = null, text = ''): string {
  if (path?.length === 0) return text
  const below = (name: string | number) => (path?.[0] === name ? path.slice(1) : null)
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape).map(([name, field]) => `"${name}":${jsonFor(field, below(name), text)}`)
      return `{${fields.join()}}`
    }
    case 'array':
      return `[${jsonFor(def.element, below(0), text)}]`
    case 'optional':
    case 'default':
      return jsonFor(def.innerType, path, text)
    case 'nullable':
      return path ? jsonFor(def.innerType, path, text) : 'null'
    case 'record':
      return '{}'
    case 'union':
      return jsonFor(def.options[0] as z.core.$ZodType, path, text)
    case 'pipe':
      return jsonFor(typeOf(def.in) === 'transform' ? def.out : def.in, path, text)
    case 'literal':
      return JSON.stringify(def.values[0])
    case 'enum':
      return JSON.stringify(Object.values(def.entries)[0])
    case 'boolean':
      return 'true'
    case 'number':
      return '1'
    case 'string':
      return 'format' in def && def.format === 'uuid' ? '"019b76da-a800-7000-8000-000000000001"' : '"x"'
    default:
      throw new Error(`no example for a schema of the type ${def.type}`)
  }
}

/** Where something else may stand in a value of this schema: the whole of it, each field, each element. */
export function placesIn(schema: z.core.$ZodType): Path[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  const under = (name: string | number, inner: z.core.$ZodType) => placesIn(inner).map((path) => [name, ...path])
  switch (def.type) {
    case 'object':
      return [[], ...Object.entries(def.shape).flatMap(([name, field]) => under(name, field))]
    case 'array':
      return [[], ...under(0, def.element)]
    case 'optional':
    case 'default':
    case 'nullable':
      return placesIn(def.innerType)
    default:
      return [[]]
  }
}
