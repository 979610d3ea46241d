import { sayFieldProblem } from '@imbachat/protocol/field-problem'
import type { ApiError } from '../api.ts'
import { fieldProblemsRu } from './findings-ru.ts'
import { common, language } from './index.ts'

/** A refusal in the reader's words, for a place that no field owns. */
export function refusalText(error: ApiError): string {
  switch (error.code) {
    case 'offline':
    case 'server_busy':
    case 'forbidden':
    case 'not_authenticated':
    case 'origin_not_allowed':
    case 'conflict':
    case 'user_unknown':
      return common(`error.${error.code}`)
    case 'not_found':
      return common(error.field === undefined || error.field === 'widget_id' ? 'error.not_found' : 'error.gone')
    case 'internal':
      return common('error.internal', { id: error.requestId ?? '?' })
    case 'unreadable':
      return common('error.unreadable', { detail: error.message })
    case 'rate_limited':
      return waitText(error.retryAfterMs ?? 1000)
    default:
      return common('error.other', { detail: error.message })
  }
}

function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds <= 90) return common('error.rate_limited', { seconds })
  return common('error.rate_limited_long', { minutes: Math.ceil(seconds / 60) })
}

/**
 * The problem with this field; undefined if the error names another field. The server's sentence is the English text.
 * Russian says the problem by its code, and what the field expects if the code is not known.
 */
export function fieldText(error: ApiError | null, field: string): string | undefined {
  if (error?.field === undefined || !names(error.field, field)) return undefined
  if (language.value === 'en') return sentence(error.message, error.field)
  if (error.problem !== undefined) {
    return sayFieldProblem(fieldProblemsRu[error.problem.code], error.problem, language.value)
  }
  const key = `field.${EXPECTATIONS[field] ?? field.split('.', 1)[0]}`
  return common.has(key) ? common(key) : sentence(error.message, error.field)
}

const EXPECTATIONS: Record<string, string> = {
  new_password: 'password',
  'settings.search_users_url': 'search_users_url',
  'settings.friends_url': 'friends_url',
}

/** `origins.0` is named by `origins`. */
const names = (named: string, field: string) => named === field || named.startsWith(`${field}.`)

/** The server begins with the field's name, which stands above the message already. */
function sentence(message: string, field: string): string {
  const text = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Does one of these fields own the refusal? Then it is not told again beside the form. */
export const ownedBy = (error: ApiError | null, fields: readonly string[]): boolean =>
  fields.some((field) => error?.field !== undefined && names(error.field, field))
