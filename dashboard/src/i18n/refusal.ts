import type { ApiError } from '../api.ts'
import { isPhraseKey, language, t } from './index.ts'

/** A refusal in the reader's words, for a place that no field owns. */
export function refusalText(error: ApiError): string {
  switch (error.code) {
    case 'offline':
    case 'server_busy':
    case 'internal':
    case 'not_found':
    case 'not_authenticated':
    case 'origin_not_allowed':
      return t(`error.${error.code}`)
    case 'unreadable':
      return t('error.unreadable', { detail: error.message })
    case 'rate_limited':
      return t('error.rate_limited', { seconds: Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000)) })
    default:
      return t('error.other', { detail: fieldDetail(error) })
  }
}

/**
 * What is wrong with the field, or undefined when the refusal names another. The server's own words are English and exact; in
 * another language the field's expectation is told instead.
 */
export function fieldText(error: ApiError | null, field: string): string | undefined {
  if (error?.field === undefined || !names(error.field, field)) return undefined
  const key = `field.${EXPECTATIONS[field] ?? field}`
  if (isPhraseKey(key) && (language.value !== 'en' || error.code !== 'invalid_field')) return t(key)
  return sentence(error.message)
}

const EXPECTATIONS: Record<string, string> = { new_password: 'password' }

/** `origins.0` is named by `origins`. */
const names = (named: string, field: string) => named === field || named.startsWith(`${field}.`)

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const fieldDetail = (error: ApiError) => (error.field === undefined ? error.message : `${error.field} ${error.message}`)

/** Does one of these fields own the refusal? Then it is not told again beside the form. */
export const ownedBy = (error: ApiError | null, fields: readonly string[]): boolean =>
  fields.some((field) => error?.field !== undefined && names(error.field, field))
