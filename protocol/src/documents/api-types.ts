import { z } from 'zod'
import { apiOperations } from '../http/api/api-operations.ts'
import { EVENTS } from '../http/api/event-catalogue.ts'
import type { Operation } from '../http/operation.ts'
import { block, type Schema, typeOf } from './protocol-types.ts'

/**
 * The types of the server API as plain TypeScript, without zod: input and answer of each operation, and the data of
 * each event. They come from the same schemas as OpenAPI.
 */
export function apiTypes(): string {
  const shapes = new Map<string, Schema>()

  /** Shapes with names are written once, under their names. */
  function answered(schema: z.ZodType): string {
    const { $defs = {}, ...rest } = jsonSchema(schema, 'output')
    for (const [name, shape] of Object.entries($defs)) shapes.set(name, shape as Schema)
    return typeOf(rest, 'output')
  }

  const operations = Object.values<Operation>(apiOperations).map(({ id, params, query, body, result }) => {
    const names = Object.keys(params?.shape ?? {})
    const asked = query && jsonSchema(query, 'input')
    const parts = [
      ...(names.length > 0 ? [`params: ${block(names.map((name) => `${name}: string | number`))}`] : []),
      ...(asked ? [`query${asked.required?.length ? '' : '?'}: ${given(asked)}`] : []),
      ...(body ? [`body: ${given(jsonSchema(body, 'input'))}`] : []),
      `result: ${answered(result)}`,
    ]
    return `'${id}': ${block(parts)}`
  })
  const events = Object.entries(EVENTS).map(
    ([type, { meaning, data }]) => `/** ${meaning} */\n'${type}': ${answered(data)}`,
  )
  const named = [...shapes].map(([name, shape]) =>
    shape.type === 'object'
      ? `export interface ${name} ${typeOf(shape, 'output')}`
      : `export type ${name} = ${typeOf(shape, 'output')}`,
  )
  return [
    ...named,
    '/** What each operation of the server API takes and answers, by its id. */',
    `export interface Operations ${block(operations)}`,
    '/** `data` of each type of event. */',
    `export interface Events ${block(events)}`,
    '',
  ].join('\n')
}

/** A transformed value has the type of the schema that parses it. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Schema =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema: written }) {
      const { def } = zodSchema._zod
      if (def.type !== 'pipe') return
      const [tidied, other] = io === 'input' ? [def.in, def.out] : [def.out, def.in]
      if (tidied._zod.def.type === 'transform') Object.assign(written, bare(jsonSchema(other as z.ZodType, io)))
    },
  }) as Schema

const bare = ({ $schema: _, ...schema }: Schema) => schema

/**
 * The type of an input, where a field with a default may be absent: shared shapes are written in place, because their
 * output form differs.
 */
function given({ $defs = {}, ...schema }: Schema): string {
  const inPlace = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part
    if (Array.isArray(part)) return part.map(inPlace)
    const { $ref } = part as Schema
    if ($ref !== undefined) return inPlace($defs[$ref.replace(/^.*\//, '')])
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, inPlace(value)]))
  }
  return typeOf(inPlace(schema) as Schema, 'input')
}
