import { isGuestId, userId as userIdSchema } from '@imbachat/protocol'
import type { TokenReport } from '@imbachat/protocol/http/widget/site-checks'
import { relativeTime } from '@imbachat/protocol/text/relative-time'
import type { Widget } from '../widget.ts'
import { type DecodedToken, decodeToken } from './decode-token.ts'
import { likelyMistake } from './likely-mistake.ts'
import { algorithmFault, signatureFault, signingKeyOf } from './signing-keys.ts'
import type { TokenFault } from './token-fault.ts'
import { claimedUser, isMilliseconds, USER_TOKEN_RULES } from './token-rules.ts'

type Check = TokenReport['checks'][number]

const PASSED = {
  shape: 'Three readable parts.',
  algorithm: 'HS256.',
  signature: "Signed with this widget's Secret key.",
  claims: 'No unexpected claims.',
  user_id: 'User ID present.',
  exp: 'Not expired, and not too far ahead.',
  start: 'Already valid.',
} as const

type CheckCode = keyof typeof PASSED

/**
 * Reports to the widget's owner which parts of a user token are right and wrong, by the rules of
 * `Identity.authenticate`. The report reveals neither a key nor whether another widget exists.
 * @param now milliseconds since 1970
 */
export function inspectToken(widget: Widget, text: string, now: number): TokenReport {
  const decoding = decodeToken(text)
  if (!decoding.ok) return rejected(widget, text, [['shape', decoding.fault]], null)
  const { token } = decoding
  const keyIndex = signingKeyOf(token, widget.secretKeys)
  const findings: Finding[] = [
    ['shape', null],
    ['algorithm', algorithmFault(token.header)],
    ['signature', keyIndex === -1 ? signatureFault(token.signature) : null],
  ]
  for (const rule of USER_TOKEN_RULES) findings.push([rule.code, rule.fault(token.claims, now, token.numbers)])
  const seen: Seen = { token, signed_with: keyIndex === -1 ? null : keyIndex === 0 ? 'current' : 'previous' }
  return findings.some(([, fault]) => fault !== null)
    ? rejected(widget, text, findings, seen)
    : accepted(findings, seen, now)
}

type Finding = readonly [CheckCode, TokenFault | null]

interface Seen {
  token: DecodedToken
  signed_with: 'current' | 'previous' | null
}

function accepted(findings: Finding[], seen: Seen, now: number): TokenReport {
  const contents = contentsOf(seen)
  const seconds = Math.max(0, Math.floor(((contents.expires_at ?? now) - now) / 1000))
  const bearer = contents.guest ? 'a guest' : `user ${contents.user_id}`
  return {
    ok: true,
    problem: null,
    message: `Valid for ${bearer}. It expires ${relativeTime(seconds, 'en')}.`,
    mistake: null,
    checks: findings.map(checkOf),
    ...contents,
  }
}

function rejected(widget: Widget, text: string, findings: Finding[], seen: Seen | null): TokenReport {
  const fault = findings.find(([, found]) => found !== null)?.[1]
  if (fault == null) throw new Error('a token without a fault was not accepted')
  const looked = new Set(findings.map(([code]) => code))
  const notLooked = (Object.keys(PASSED) as CheckCode[]).filter((code) => !looked.has(code))
  return {
    ok: false,
    problem: fault.code,
    message: fault.message,
    mistake: likelyMistake(text, fault.reason, widget),
    checks: [
      ...findings.map(checkOf),
      ...notLooked.map((code): Check => ({ code, passed: null, message: 'Not checked.', params: {} })),
    ],
    ...(seen === null ? NOTHING_SEEN : contentsOf(seen)),
  }
}

function checkOf([code, fault]: Finding): Check {
  if (fault === null) return { code, passed: true, message: PASSED[code], params: {} }
  return { code, passed: false, message: fault.message, params: { ...fault.params, reason: fault.reason } }
}

type Contents = Pick<TokenReport, 'user_id' | 'guest' | 'expires_at' | 'signed_with' | 'header' | 'payload'>

const NOTHING_SEEN: Contents = {
  user_id: null,
  guest: false,
  expires_at: null,
  signed_with: null,
  header: null,
  payload: null,
}

function contentsOf({ token, signed_with }: Seen): Contents {
  const id = userIdSchema.safeParse(claimedUser(token.claims.user_id))
  const { exp } = token.claims
  return {
    user_id: id.success ? id.data : null,
    guest: id.success && isGuestId(id.data),
    // a date in the year 58870 would not show that exp is in milliseconds
    expires_at: isSeconds(exp) ? exp * 1000 : null,
    signed_with,
    header: token.headerText,
    payload: token.claimsText,
  }
}

const isSeconds = (exp: unknown): exp is number => Number.isSafeInteger(exp) && !isMilliseconds(Math.abs(Number(exp)))
