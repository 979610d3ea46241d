import { z } from 'zod'

export type JsonSchema = Record<string, unknown>

/** JSON Schemas for a document that keeps named shapes in `#/components/schemas`. */
export interface SchemaComponents {
  /** the named shapes of all schemas so far */
  components: Record<string, JsonSchema>
  /** @param io `input`: data of a caller; `output`: data of the server */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema
}

/** @param target `draft-7` for AsyncAPI; OpenAPI 3.1 has the default */
export function schemaComponents(target: 'draft-2020-12' | 'draft-7' = 'draft-2020-12'): SchemaComponents {
  const components: Record<string, JsonSchema> = {}
  const definitions = target === 'draft-7' ? 'definitions' : '$defs'

  return {
    components,
    of(schema, io) {
      const made = z.toJSONSchema(schema, {
        io,
        target,
        unrepresentable: 'any',
        override: (made) => simplify(made, io),
      })
      // properties that are not enumerable are left out
      const { $schema, [definitions]: named, ...json } = JSON.parse(JSON.stringify(made)) as JsonSchema
      const names = new Map<string, string>()
      for (const [name, shape] of Object.entries((named ?? {}) as Record<string, JsonSchema>)) {
        // a shape that is written and read in two ways has two names
        const known = components[name]
        const own = known && JSON.stringify(known) !== JSON.stringify(moved(shape)) ? `${name}_${io}` : name
        names.set(name, own)
        components[own] = moved(shape)
      }
      return moved(json)

      function moved(part: JsonSchema): JsonSchema {
        const text = JSON.stringify(part).replaceAll(
          new RegExp(`"#/${definitions.replace('$', '\\$')}/([^"]+)"`, 'g'),
          (_, name: string) => JSON.stringify(`#/components/schemas/${names.get(name) ?? name}`),
        )
        const { id, ...rest } = JSON.parse(text) as JsonSchema
        return rest
      }
    },
  }
}

/** Leaves out what says nothing, what a later server may add to, and patterns that no other program can read. */
function simplify({ jsonSchema, zodSchema }: { jsonSchema: JsonSchema; zodSchema: unknown }, io: 'input' | 'output') {
  const { accepts } = (z.globalRegistry.get(zodSchema as z.ZodType) ?? {}) as { accepts?: JsonSchema }
  if (accepts && io === 'input') {
    const { description, examples, example } = jsonSchema
    for (const key of Object.keys(jsonSchema)) delete jsonSchema[key]
    Object.assign(jsonSchema, accepts, description && { description }, examples && { examples }, example && { example })
  }
  delete jsonSchema.accepts
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  if (typeof jsonSchema.pattern === 'string' && !isPattern(jsonSchema.pattern)) delete jsonSchema.pattern
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
