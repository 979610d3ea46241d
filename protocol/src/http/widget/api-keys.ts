import { z } from 'zod'
import { API_SCOPES } from '../api/api-scopes.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from './widgets.ts'

/** Minimum and maximum life of a key, days. */
export const API_KEY_DAYS = { min: 1, max: 3_650 } as const

/** Milliseconds before its end from which the team is warned of a key. */
export const API_KEY_WARNING_MS = 7 * 86_400_000

/** When the team is warned that the key ends; null: it does not end. A short-lived key has half of its life. */
export const keyWarningAt = ({ created_at, expires_at }: Pick<ApiKeyView, 'created_at' | 'expires_at'>) =>
  expires_at === null ? null : expires_at - Math.min(API_KEY_WARNING_MS, (expires_at - created_at) / 2)

/** Prefix of every API key, so that scanners for secrets find one that was published. */
export const API_KEY_PREFIX = 'imba_key_'

export const apiKey = z
  .object({
    key_id: z.string(),
    name: z.string(),
    start: z.string().describe('its first characters, by which the team recognizes it'),
    scopes: z.array(z.enum(API_SCOPES)),
    user_id: z.string().nullable().describe('the bot that it is the key of; null: of the site'),
    created_at: z.int().describe('milliseconds since 1970'),
    created_by: z.string().describe('e-mail address'),
    expires_at: z.int().nullable().describe('null: it does not end by itself'),
    revoked_at: z.int().nullable().describe('null: it was not revoked'),
    used_at: z.int().nullable().describe('when it was last used, to the minute; null: never'),
  })
  .meta({ id: 'ApiKey' })

export type ApiKeyView = z.output<typeof apiKey>

const name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 characters')
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'must have no control characters')

const access = { access: 'admin', bySite: false, params: widgetParams } as const
const path = '/widgets/{widget_id}/api-keys'

export const apiKeyOperations = operations(DASHBOARD_API, {
  'api_keys.list': {
    ...access,
    method: 'get',
    path,
    summary: 'The API keys of the widget, the newest first: at most 200, without the keys themselves',
    result: z.object({ keys: z.array(apiKey) }),
  },
  'api_keys.create': {
    ...access,
    method: 'post',
    path,
    summary: 'Make an API key; only here it is shown',
    body: z.strictObject({
      name: name.describe('for the team: what the key is for'),
      scopes: z
        .array(z.enum(API_SCOPES))
        .min(1, 'must have at least 1 entry')
        .max(API_SCOPES.length)
        .transform((scopes) => API_SCOPES.filter((scope) => scopes.includes(scope))),
      days: z
        .int()
        .min(API_KEY_DAYS.min, `must be at least ${API_KEY_DAYS.min}`)
        .max(API_KEY_DAYS.max, `must be at most ${API_KEY_DAYS.max}`)
        .nullable()
        .default(null)
        .describe('until it ends; null: it does not end by itself'),
    }),
    status: 201,
    result: z.object({ key: apiKey, secret: z.string().describe('the key itself') }),
    errors: ['conflict'],
  },
  'api_keys.revoke': {
    ...access,
    method: 'post',
    path: `${path}/{key_id}/revoke`,
    summary: 'End an API key at once, for good',
    params: widgetParams.extend({ key_id: z.string().max(100) }),
    result: z.object({ key: apiKey }),
  },
})
