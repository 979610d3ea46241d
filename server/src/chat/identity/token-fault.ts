import type { ErrorCode } from '@imbachat/protocol'

/** Why a token is refused, and what to do about it. It never has the token or a key. */
export interface TokenFault {
  code: ErrorCode
  /** finer than `code`, for translating the sentence */
  reason: string
  /** an English sentence for the site's developer */
  message: string
  /** values in the sentence */
  params: Record<string, string | number>
}

const CLAIM_FIRST = /^(user_id|exp|iat|nbf|context)\b/

/** @param message without a capital and a full stop; the name of a claim that comes first stays as it is written */
export function tokenFault(
  code: ErrorCode,
  reason: string,
  message: string,
  params: TokenFault['params'] = {},
): TokenFault {
  const first = CLAIM_FIRST.test(message) ? message.charAt(0) : message.charAt(0).toUpperCase()
  return { code, reason, message: `${first}${message.slice(1)}.`, params }
}

/** A value of the token, short enough for a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing'
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text
}
