import { FIELD_PROBLEMS, sayFieldProblem } from '@imbachat/protocol/errors/field-problem'
import type { dashboardOperations } from '@imbachat/protocol/http/dashboard'
import type { COMMON_ERRORS } from '@imbachat/protocol/http/operation'
import type { ApiError, ApiErrorCode } from '../requests/api.ts'
import { fieldProblemsRu } from './findings-ru.ts'
import { common, language } from './index.ts'

type Operations = typeof dashboardOperations
/** Errors of the dashboard's operations, of a node that stops, and of a missing answer. */
type Refusal =
  | Operations[keyof Operations]['errors'][number]
  | (typeof COMMON_ERRORS)[number]
  | 'shutting_down'
  | Exclude<ApiErrorCode, import('@imbachat/protocol').ErrorCode>

/** A text for each code: one that an operation declares and this table lacks is a type error. */
const TEXTS: Record<Refusal, (error: ApiError) => string> = {
  offline: () => common('error.offline'),
  unreadable: ({ message }) => common('error.unreadable', { detail: message }),
  rate_limited: ({ retryAfterMs }) => waitText(retryAfterMs ?? 1000),
  server_busy: () => common('error.server_busy'),
  shutting_down: () => common('error.server_busy'),
  storage_unavailable: () => common('error.storage_unavailable'),
  internal: ({ requestId }) => common('error.internal', { id: requestId ?? '?' }),
  invalid_frame: () => common('error.invalid_request'),
  frame_too_large: () => common('error.frame_too_large'),
  invalid_field: ({ field }) =>
    field === undefined ? common('error.invalid_request') : common('error.invalid_field', { field }),
  not_authenticated: () => common('error.not_authenticated'),
  forbidden: () => common('error.forbidden'),
  origin_not_allowed: () => common('error.origin_not_allowed'),
  conflict: () => common('error.conflict'),
  not_found({ field }) {
    if (field === 'bot_id') return common('error.not_for_bot')
    return common(field === undefined || field === 'widget_id' ? 'error.not_found' : 'error.gone')
  },
  user_unknown: () => common('error.user_unknown'),
  room_not_found: () => common('error.room_not_found'),
  message_not_found: () => common('error.message_not_found'),
  file_not_found: () => common('error.file_not_found'),
  invite_invalid: () => common('error.invite_invalid'),
  too_many_invites: () => common('error.too_many_invites'),
  widget_suspended: () => common('error.widget_suspended'),
  banned: () => common('error.banned'),
  frozen: () => common('error.frozen'),
  message_empty: () => common('error.message_empty'),
  message_too_long: () => common('error.message_too_long'),
  message_text_invalid: () => common('error.message_text_invalid'),
  words_refused: () => common('error.words_refused'),
}

const isRefusal = (code: string): code is Refusal => Object.hasOwn(TEXTS, code)

/**
 * A refusal in the reader's words, for a place that no field owns. The server's sentence is for developers: a page that
 * is older than its server shows the code.
 */
export const refusalText = (error: ApiError): string =>
  isRefusal(error.code) ? TEXTS[error.code](error) : common('error.unknown', { code: error.code })

function waitText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds <= 90) return common('error.rate_limited', { seconds })
  return common('error.rate_limited_long', { minutes: Math.ceil(seconds / 60) })
}

/**
 * The problem with this field; undefined if the error names another field. Its code selects the text. A problem without
 * a code is in English the schema's own sentence, and in other languages what the field expects.
 */
export function fieldText(error: ApiError | null, field: string): string | undefined {
  if (error?.field === undefined || !names(error.field, field)) return undefined
  const { problem } = error
  if (problem !== undefined) {
    const phrase = { en: FIELD_PROBLEMS, ru: fieldProblemsRu }[language.value][problem.code]
    return capitalized(sayFieldProblem(phrase, problem, language.value))
  }
  if (language.value === 'en') return capitalized(error.message.replace(`${error.field}: `, ''))
  const key = `field.${EXPECTATIONS[field] ?? field.split('.', 1)[0]}`
  return common(common.has(key) ? key : 'field.settings')
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const EXPECTATIONS: Record<string, string> = {
  new_password: 'password',
  'settings.search_users_url': 'search_users_url',
  'settings.friends_url': 'friends_url',
  'settings.before_send_url': 'before_send_url',
  'settings.card_origins': 'origins',
  'settings.sign_in_url': 'sign_in_url',
  'settings.accent': 'colour',
  'settings.font': 'font',
}

/** `origins.0` is named by `origins`. */
const names = (named: string, field: string) => named === field || named.startsWith(`${field}.`)

/** Does one of these fields show the refusal? Then the form does not repeat it. */
export const ownedBy = (error: ApiError | null, fields: readonly string[]): boolean =>
  fields.some((field) => error?.field !== undefined && names(error.field, field))
