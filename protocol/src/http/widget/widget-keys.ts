import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from './widgets.ts'

export const KEY_KINDS = ['secret_key', 'api_password'] as const

/** The keys that can be rotated: the key that signs tokens, or the password our server shows to the site. */
export type KeyKind = (typeof KEY_KINDS)[number]

/** An old key stays valid beside a new one for this long, hours. */
export const KEY_HOURS = { min: 1, max: 720, usual: 24 } as const

/** The uses of a key by a site: a user's token, a call of the REST API, or an answer to a call of our server. */
export const KEY_USES = ['token', 'rest', 'site'] as const
export type KeyUseName = (typeof KEY_USES)[number]

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

/** A revealed key. */
export const KEY_NAMES = ['secret_key', 'api_login', 'api_password'] as const

export type KeyName = (typeof KEY_NAMES)[number]

/** One key in the clear. */
export const revealedKey = z
  .object({
    name: z.enum(KEY_NAMES),
    values: z
      .array(z.object({ value: z.string(), created_at: z.int().nullable() }))
      .describe('the current one first, then the one that is being replaced; created_at is null for the API login'),
  })
  .meta({ id: 'RevealedKey' })

export type RevealedKey = z.output<typeof revealedKey>

/** Picks one key of a widget's keys, so that a reveal carries no other. */
export function oneKey(keys: WidgetKeys, name: KeyName): RevealedKey {
  switch (name) {
    case 'secret_key':
      return { name, values: keys.secret_keys }
    case 'api_login':
      return { name, values: [{ value: keys.api_login, created_at: null }] }
    case 'api_password':
      return { name, values: keys.api_passwords }
  }
}

const kindBody = z.strictObject({ kind: z.enum(KEY_KINDS) })
const hours = z
  .int()
  .min(KEY_HOURS.min, `must be at least ${KEY_HOURS.min}`)
  .max(KEY_HOURS.max, `must be at most ${KEY_HOURS.max}`)

const keyState = z.object({
  current: z.boolean().describe('false: it is being replaced'),
  created_at: z.int(),
  ends_at: z.int().nullable().describe('when it stops working; null: not by itself'),
  used_at: z.int().nullable().describe('when the site last used it, to the minute; null: never'),
  used_for: z.enum(KEY_USES).nullable(),
})
export type KeyState = z.output<typeof keyState>

const keyStates = z
  .object({ secret_key: z.array(keyState), api_password: z.array(keyState) })
  .meta({ id: 'KeyStates' })
  .describe('each kind the current one first; without the keys')
export type KeyStates = z.output<typeof keyStates>
const keyResult = z.object({ key: revealedKey })

export const widgetKeyOperations = operations(DASHBOARD_API, {
  'widget_keys.states': {
    method: 'get',
    path: '/widgets/{widget_id}/keys',
    summary: 'Which keys work, until when, and when the site last used each',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    result: keyStates,
  },
  'widget_keys.extend': {
    method: 'post',
    path: '/widgets/{widget_id}/keys/extend',
    summary: 'Let the key that is being replaced work so many hours from now',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    body: kindBody.extend({ hours }),
    result: keyStates,
  },
  'widget_keys.reveal': {
    method: 'post',
    path: '/widgets/{widget_id}/keys',
    summary: 'Show one key; a POST, so that no page, cache or prefetch gets it by a link',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    body: z.strictObject({ key: z.enum(KEY_NAMES) }),
    result: keyResult,
  },
  'widget_keys.rotate': {
    method: 'post',
    path: '/widgets/{widget_id}/keys/rotate',
    summary: 'Make a new key; the one before works on until its deadline, or until it is retired or the next rotation',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    body: kindBody.extend({ hours: hours.default(KEY_HOURS.usual).describe('until the key before ends') }),
    result: keyResult,
  },
  'widget_keys.retire': {
    method: 'post',
    path: '/widgets/{widget_id}/keys/retire',
    summary: 'End the key that was rotated out; the current one stays',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    body: kindBody,
    result: keyResult,
  },
})
