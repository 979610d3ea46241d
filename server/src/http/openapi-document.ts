import type { OpenAPIHono } from '@hono/zod-openapi'
import { type JsonSchema, schemaComponents } from '@imbachat/protocol/documents/schema-components'
import { EVENT_TYPES, EVENTS, type EventType, exampleOf } from '@imbachat/protocol/http/api/event-catalogue'
import { z } from 'zod'
import type { HttpEnv } from './http-env.ts'

type Definition = OpenAPIHono<HttpEnv>['openAPIRegistry']['definitions'][number]
type Route = Extract<Definition, { type: 'route' }>['route']
type Content = Record<string, { schema?: unknown } | undefined>
interface Property {
  name: string
  required: boolean
  content: { description?: string; schema: JsonSchema }
}
interface Response {
  description: string
  headers?: unknown
  content?: Content
}

/**
 * OpenAPI 3.1 of the registered routes. The schemas are Zod's own JSON Schemas: the registry's generator does not
 * support optional fields of some kinds, several literals at once and the flags of patterns.
 */
export function openapiDocument(definitions: readonly Definition[], about: Record<string, unknown>): object {
  const schemas = schemaComponents()
  const paths: Record<string, Record<string, unknown>> = {}
  const securitySchemes: Record<string, unknown> = {}

  const contentOf = (content: Content, io: 'input' | 'output') =>
    Object.fromEntries(
      Object.entries(content).map(([type, { schema } = {}]) => [
        type,
        schema instanceof z.ZodType ? { schema: inContent(type, schemas.of(schema, io)) } : {},
      ]),
    )

  /** The properties of an object, one by one. */
  function propertiesOf(schema: unknown): Property[] {
    if (!(schema instanceof z.ZodType)) return []
    const { properties = {}, required = [] } = schemas.of(schema, 'input') as {
      properties?: Record<string, JsonSchema & { description?: string }>
      required?: string[]
    }
    return Object.entries(properties).map(([name, { description, ...rest }]) => ({
      name,
      required: required.includes(name),
      content: { ...(description !== undefined && { description }), schema: rest },
    }))
  }

  const parametersOf = (place: 'path' | 'query' | 'header', schema: unknown): object[] =>
    propertiesOf(schema).map(({ name, required, content }) => ({
      ...{ name, in: place, required: place === 'path' || required },
      ...content,
    }))

  /** Headers of an answer: any may be missing. */
  const headersOf = (schema: unknown) =>
    Object.fromEntries(propertiesOf(schema).map(({ name, content }) => [name, content]))

  function operationOf({ operationId, summary, description, security, request, responses }: Route): object {
    const parameters: object[] = [...parametersOf('path', request?.params), ...parametersOf('query', request?.query)]
    parameters.push(...parametersOf('header', request?.headers))
    const body = request?.body
    return {
      ...(operationId && { operationId }),
      ...(summary && { summary }),
      ...(description && { description }),
      ...(security && { security }),
      ...(parameters.length > 0 && { parameters }),
      ...(body && {
        requestBody: { required: body.required ?? false, content: contentOf(body.content as Content, 'input') },
      }),
      responses: Object.fromEntries(
        Object.entries(responses as Record<string, Response>).map(([status, { description, headers, content }]) => [
          status,
          {
            description,
            ...(headers !== undefined && { headers: headersOf(headers) }),
            ...(content && { content: contentOf(content, 'output') }),
          },
        ]),
      ),
    }
  }

  for (const definition of definitions) {
    if (definition.type === 'route') {
      const { path, method } = definition.route
      paths[path] = { ...paths[path], [method]: operationOf(definition.route) }
    } else if (definition.type === 'component' && definition.componentType === 'securitySchemes') {
      securitySchemes[definition.name] = definition.component
    }
  }
  const webhooks = webhooksOf(({ data }) => schemas.of(data, 'output'))
  return { openapi: '3.1.0', ...about, paths, webhooks, components: { schemas: schemas.components, securitySchemes } }
}

/** The events of webhooks, each type with an example. */
function webhooksOf(schemaOf: (event: (typeof EVENTS)[EventType]) => JsonSchema): Record<string, object> {
  const header = (name: string, description: string) => ({
    ...{ name, in: 'header', required: true, description, schema: { type: 'string' } },
  })
  const parameters = [
    header('webhook-id', 'names the event: the same in each try'),
    header('webhook-timestamp', 'of this try, seconds since 1970'),
    header('webhook-signature', 'by Standard Webhooks: docs/webhooks.md'),
  ]
  const one = (type: EventType) => ({
    post: {
      operationId: `webhook.${type}`,
      summary: EVENTS[type].meaning,
      parameters,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object',
              properties: {
                id: { type: 'string', description: 'its place in the log' },
                type: { const: type },
                timestamp: { type: 'string', format: 'date-time' },
                data: schemaOf(EVENTS[type]),
              },
              required: ['id', 'type', 'timestamp', 'data'],
            },
            example: exampleOf(type),
          },
        },
      },
      responses: { '2XX': { description: 'it is delivered; anything else is tried again' } },
    },
  })
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, one(type)]))
}

/** A form knows text alone, so what has parts may also be one field with JSON. */
function inContent(type: string, schema: JsonSchema): JsonSchema {
  const isForm = type === 'application/x-www-form-urlencoded' || type === 'multipart/form-data'
  if (!isForm || schema.properties === undefined) return schema
  const fields = Object.entries(schema.properties as Record<string, JsonSchema>)
  const isText = ({ type }: JsonSchema) => type !== 'object' && type !== 'array'
  const asText = ({ description, ...given }: JsonSchema) => ({
    ...(description !== undefined && { description }),
    anyOf: [given, { type: 'string', contentMediaType: 'application/json', contentSchema: given }],
  })
  const properties = Object.fromEntries(fields.map(([name, field]) => [name, isText(field) ? field : asText(field)]))
  return { ...schema, properties }
}
