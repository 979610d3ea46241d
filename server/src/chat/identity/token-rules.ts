import { userId as userIdSchema } from '@imbachat/protocol'
import { contextGiven } from '@imbachat/protocol/rooms/context-given'
import { relativeTime } from '@imbachat/protocol/text/relative-time'
import { z } from 'zod'
import { readShape } from '../../input/read-shape.ts'
import type { Claims } from './decode-token.ts'
import { shown, type TokenFault, tokenFault } from './token-fault.ts'

/** One condition on the claims of a token whose signature is valid. */
export interface TokenRule {
  code: 'claims' | 'user_id' | 'exp' | 'start' | 'address'
  /**
   * @param now milliseconds since 1970
   * @param numbers the claims that are numbers, as they are written
   */
  fault(claims: Claims, now: number, numbers: ReadonlyMap<string, string>): TokenFault | null
}

/** The furthest `exp`, in seconds from now. */
const MAX_LIFETIME_SECONDS = 7 * 24 * 60 * 60
/** The largest accepted difference between the clocks of site and server, seconds. */
export const TOLERANCE_SECONDS = 60
/**
 * The furthest `iat` that is accepted, in seconds from now. `iat` gives no rights, so a site whose clock is ahead
 * should not lose its chat because of it.
 */
const MADE_AHEAD_SECONDS = 300

const COMMON_CLAIMS = ['user_id', 'exp', 'iat', 'nbf', 'jti', 'aud']
const USER_CLAIMS = new Set([...COMMON_CLAIMS, 'profile'])
const PERMISSION_CLAIMS = new Set([...COMMON_CLAIMS, 'initiator', 'status', 'context'])

/**
 * One key signs both kinds of token, so the server tells them apart by their claims: a login has only its own claims.
 * Otherwise a visitor could sign in with the permission token of any author whose button they can see.
 */
const userClaims = {
  code: 'claims',
  fault(claims) {
    if ('initiator' in claims || 'status' in claims) {
      return tokenFault('token_claims', 'permission_token', 'this is a dialog permission token, not a user token', {
        claim: 'initiator' in claims ? 'initiator' : 'status',
      })
    }
    return strangeClaim(claims, USER_CLAIMS)
  },
} satisfies TokenRule

const permissionClaims: TokenRule = {
  code: 'claims',
  fault: (claims) => strangeClaim(claims, PERMISSION_CLAIMS),
}

function strangeClaim(claims: Claims, allowed: ReadonlySet<string>): TokenFault | null {
  const strange = Object.keys(claims).find((name) => !allowed.has(name))
  if (strange !== undefined) {
    const claim = shown(strange)
    const message = `remove the claim ${claim}: a token may only contain ${[...allowed].join(', ')}`
    return tokenFault('token_claims', 'claim_unknown', message, { claim })
  }
  const misshapen = Object.entries(SHAPES).find(([name, fits]) => claims[name] !== undefined && !fits(claims[name]))
  if (misshapen === undefined) return null
  const [claim] = misshapen
  return tokenFault('token_claims', 'claim_shape', `the claim ${claim} has an invalid value`, { claim })
}

const isText = (value: unknown) => typeof value === 'string' && value.length <= 256

const SHAPES: Record<string, (value: unknown) => boolean> = {
  jti: isText,
  aud: (value) => isText(value) || (Array.isArray(value) && value.length <= 10 && value.every(isText)),
  profile: (value) => isText(value) || Number.isSafeInteger(value),
}

/**
 * Some sites sign tokens for visitors who are not signed in, with null or an empty text as the id. Such a visitor is a
 * guest, as with 0.
 */
export const claimedUser = (claimed: unknown): unknown => (claimed === null || claimed === '' ? '0' : claimed)

const userIdRule = {
  code: 'user_id',
  fault({ user_id }, _, numbers) {
    if (user_id === undefined) {
      return tokenFault('token_user_id', 'user_id_missing', "add the user's ID as the claim user_id")
    }
    const id = userIdSchema.safeParse(claimedUser(user_id))
    if (id.success) {
      const written = inexactId(numbers, 'user_id')
      if (written === null) return null
      const message = `write user_id as a whole number without fraction or exponent, or as a string; it is ${written}`
      return tokenFault('token_user_id', 'user_id_inexact', message, { user_id: written })
    }
    const problem = id.error.issues[0]?.message ?? 'is not valid'
    const message = `user_id ${problem}; it is ${shown(user_id)}`
    return tokenFault('token_user_id', 'user_id_illegal', message, { user_id: shown(user_id), problem })
  },
} satisfies TokenRule

/**
 * A double that reads as a whole number may have been written as something else, which another parser takes for another
 * user.
 */
function inexactId(numbers: ReadonlyMap<string, string>, claim: string): string | null {
  const written = numbers.get(claim)
  return written === undefined || /^(?:0|-?[1-9]\d*)$/.test(written) ? null : written.slice(0, 40)
}

const expRule = {
  code: 'exp',
  fault({ exp }, now) {
    const soon = Math.floor(now / 1000) + 3600
    if (exp === undefined) {
      return tokenFault('token_lifetime', 'exp_missing', `add exp, the expiry time in Unix seconds, such as ${soon}`)
    }
    if (!isWholeSeconds(exp)) {
      const message = `exp must be a whole number of Unix seconds, such as ${soon}; it is ${shown(exp)}`
      return tokenFault('token_lifetime', 'exp_not_whole', message, { exp: shown(exp) })
    }
    const left = exp - now / 1000
    if (left <= -TOLERANCE_SECONDS) {
      const seconds = Math.floor(-left)
      const message = `the token expired ${relativeTime(-seconds, 'en')}: create a new one for each page load`
      return tokenFault('token_expired', 'exp_past', message, { seconds })
    }
    if (left > MAX_LIFETIME_SECONDS + TOLERANCE_SECONDS) {
      const hint = isMilliseconds(exp) ? '. In milliseconds? exp is in seconds' : ''
      const message = `exp must be at most 7 days ahead, in seconds; it is ${exp}${hint}`
      return tokenFault('token_lifetime', 'exp_too_far', message, { exp })
    }
    return null
  },
} satisfies TokenRule

const startRule = {
  code: 'start',
  fault(claims, now) {
    for (const claim of ['nbf', 'iat'] as const) {
      const start = claims[claim]
      if (start === undefined) continue
      if (!isWholeSeconds(start)) {
        const message = `${claim} must be a whole number of Unix seconds; it is ${shown(start)}`
        return tokenFault('token_claims', 'start_not_whole', message, { claim, value: shown(start) })
      }
      const seconds = Math.ceil(start - now / 1000)
      const allowed = claim === 'iat' ? MADE_AHEAD_SECONDS : TOLERANCE_SECONDS
      if (seconds > allowed) {
        const when = relativeTime(seconds, 'en')
        const message = `the token becomes valid ${when} (${claim}), ${allowed} s are allowed: check your site's clock`
        return tokenFault('token_not_yet_valid', 'start_ahead', message, { claim, seconds })
      }
    }
    return null
  },
} satisfies TokenRule

/** 1e11 as seconds is in the year 5138, as milliseconds in 1973. */
export const isMilliseconds = (exp: number): boolean => exp > 1e11

const isWholeSeconds = (value: unknown): value is number => Number.isSafeInteger(value)

/** The rules of a user token, in order. */
export const USER_TOKEN_RULES: readonly (TokenRule & { code: Exclude<TokenRule['code'], 'address'> })[] = [
  userClaims,
  userIdRule,
  expRule,
  startRule,
]

/**
 * The rules of a dialog permission token that lets `initiator` address `target`.
 * @param initiator the names of the user who opens the dialog: a token for the person is one for their profile
 */
export function permissionTokenRules(initiator: readonly (string | undefined)[], target: string): readonly TokenRule[] {
  const address: TokenRule = {
    code: 'address',
    fault(claims, _, numbers) {
      const isId = (claim: 'initiator' | 'user_id', expected: readonly (string | undefined)[]) => {
        const id = userIdSchema.safeParse(claims[claim])
        return id.success && expected.includes(id.data) && inexactId(numbers, claim) === null
      }
      const invalid = (reason: string, message: string) => tokenFault('permission_token_invalid', reason, message)
      if (!isId('initiator', initiator)) return invalid('initiator', 'initiator must be the user who opens the dialog')
      if (!isId('user_id', [target])) return invalid('target', 'user_id must be the other user of the dialog')
      if (dialogStatus(claims) === null)
        return invalid('status', 'status must be 0 (may write at once) or 1 (needs access)')
      return null
    },
  }
  return [permissionClaims, address, contextRule, expRule, startRule]
}

const contextClaim = z.object({ context: contextGiven.optional() })

const contextRule: TokenRule = {
  code: 'claims',
  fault({ context }) {
    const shaped = readShape(contextClaim, { context })
    return shaped.ok ? null : tokenFault('token_claims', 'context', shaped.message)
  },
}

/** The `status` of a permission token; PHP sites may send the digit as a string. */
export function dialogStatus({ status }: Claims): 0 | 1 | null {
  if (status === 0 || status === '0') return 0
  return status === 1 || status === '1' ? 1 : null
}
