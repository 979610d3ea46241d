import type { OpenAPIHono } from '@hono/zod-openapi'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { HttpEnv } from '../http-env.ts'
import { openapiDocument } from '../openapi-document.ts'

/** The first mismatch of a body with the app's OpenAPI document; null: it matches. */
export function describedBy(app: OpenAPIHono<HttpEnv>) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true })
  const document = openapiDocument(app.openAPIRegistry.definitions, { info: {} })
  ajv.addSchema(JSON.parse(JSON.stringify(document)), 'openapi')
  const validators = new Map<string, ValidateFunction>()

  function problem(pointer: readonly string[], value: unknown): string | null {
    const place = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
    const validate = validators.get(place) ?? ajv.compile({ $ref: `openapi#/${place}` })
    validators.set(place, validate)
    return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: 'body' })
  }

  return {
    answer: (path: string, method: string, status: number, body: unknown, type = 'application/json') =>
      problem(['paths', path, method, 'responses', String(status), 'content', type, 'schema'], body),
    request: (path: string, method: string, body: unknown) =>
      problem(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema'], body),
  }
}
