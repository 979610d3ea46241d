import { createHmac } from 'node:crypto'
import { rulesOfRow } from '../../../moderation/rules/compiled-rules.ts'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '../../widget.ts'

export const KEY = 'k'.repeat(64)
export const PREVIOUS = 'p'.repeat(64)
/** The present moment of the tests, unix seconds. */
export const SECONDS = 1_800_000_000

export const widget: Widget = {
  id: 7,
  account_id: null,
  name: 'shop',
  secretKeys: [KEY, PREVIOUS],
  api_login: 'imba_x',
  apiPasswords: ['w'.repeat(40)],
  users_info_url: null,
  origins: [],
  settings: DEFAULT_SETTINGS,
  rules: rulesOfRow(null),
  suspended: null,
  quotas: NO_QUOTAS,
  created_at: 0,
}

export const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token as a site may make it, however wrong. */
export function sign(
  claims: unknown,
  { key = KEY, header = { typ: 'JWT', alg: 'HS256' } as unknown, hash = 'sha256' } = {},
) {
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`
}
