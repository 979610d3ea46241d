import { z } from 'zod'
import { DASHBOARD_API, operation } from './operation.ts'
import { widgetParams } from './widgets.ts'

export const KEY_KINDS = ['secret_key', 'api_password'] as const

/** What can be rotated: the key that signs tokens, or the password our server shows to the site. */
export type KeyKind = (typeof KEY_KINDS)[number]

const key = z.object({
  value: z.string(),
  created_at: z.int().describe('milliseconds since 1970'),
})

export const widgetKeys = z
  .object({
    secret_keys: z.array(key).describe('the current one first, then the one that is being rotated out'),
    api_login: z.string(),
    api_passwords: z.array(key).describe('the current one first, then the one that is being rotated out'),
  })
  .meta({ id: 'WidgetKeys' })

export type WidgetKeys = z.output<typeof widgetKeys>

const kindBody = z.strictObject({ kind: z.enum(KEY_KINDS) })
const keysResult = z.object({ keys: widgetKeys })
const errors = ['not_authenticated', 'not_found', 'origin_not_allowed'] as const

export const widgetKeysReveal = operation({
  id: 'widget_keys.reveal',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/keys`,
  summary: 'Show the keys; a POST, so that no page, cache or prefetch gets them by a link',
  access: 'owner',
  params: widgetParams,
  status: 200,
  result: keysResult,
  errors,
})

export const widgetKeysRotate = operation({
  id: 'widget_keys.rotate',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/keys/rotate`,
  summary: 'Make a new key; the one before lives on until it is retired or the next rotation',
  access: 'owner',
  params: widgetParams,
  body: kindBody,
  status: 200,
  result: keysResult,
  errors,
})

export const widgetKeysRetire = operation({
  id: 'widget_keys.retire',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/keys/retire`,
  summary: 'End the key that was rotated out; the current one stays',
  access: 'owner',
  params: widgetParams,
  body: kindBody,
  status: 200,
  result: keysResult,
  errors,
})
