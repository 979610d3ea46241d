import { SITE_ROLES, SITE_TOKEN_SECONDS } from '@imbachat/protocol/http/account/site-sign-in'
import type { SiteSignInProblem } from '@imbachat/protocol/http/account/site-sign-in-problems'
import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { z } from 'zod'
import { type DecodedToken, decodeToken } from '../../chat/identity/decode-token.ts'
import { algorithmFault, signingKeyOf } from '../../chat/identity/signing-keys.ts'
import { readShape } from '../../input/read-shape.ts'

/** What a widget's sign-in from the site allows. */
export interface SiteSignInRules {
  key: string
  mostRole: WidgetRole
  backTo: readonly string[]
}

export interface SiteClaims {
  jti: string
  personId: string
  name: string
  role: WidgetRole
  backTo: string
  /** milliseconds since 1970 */
  expiresAt: number
}

/** The token is not accepted; the reason is stable and says nothing secret. */
export class SiteSignInRefused extends Error {
  override readonly name = 'SiteSignInRefused'
  readonly problem: SiteSignInProblem

  constructor(problem: SiteSignInProblem) {
    super(problem)
    this.problem = problem
  }
}

const text = (most: number) => z.string().min(1).max(most)
const seconds = z.int().min(0)

/** Nothing else may stand in it: a claim that we ignore is one that the site's developer relies on. */
const claimsSchema = z.strictObject({
  iss: z.string().regex(/^[1-9]\d{0,14}$/),
  aud: text(300),
  iat: seconds,
  exp: seconds,
  jti: z.string().min(16).max(100),
  sub: text(128),
  name: z.string().max(200),
  role: z.enum(SITE_ROLES),
  back_to: text(2048).optional(),
})

/** The widget that the token says it is for: trust it for choosing the key, and for nothing else. */
export function widgetOf(token: string): { decoded: DecodedToken; widgetId: number } {
  const decoding = decodeToken(token)
  if (!decoding.ok) throw new SiteSignInRefused('malformed')
  const { iss } = decoding.token.claims
  if (typeof iss !== 'string' || !/^[1-9]\d{0,14}$/.test(iss)) throw new SiteSignInRefused('malformed')
  return { decoded: decoding.token, widgetId: Number(iss) }
}

/**
 * The signature first, so that others learn nothing of what a widget allows.
 * @param origin of the page that posted the form
 * @throws SiteSignInRefused
 */
export function readClaims(
  decoded: DecodedToken,
  rules: SiteSignInRules,
  { origin, audience, now }: { origin: string | null; audience: string; now: number },
): SiteClaims {
  if (algorithmFault(decoded.header) !== null || signingKeyOf(decoded, [rules.key]) !== 0) refuse('signature')
  if (!rules.backTo.some((address) => new URL(address).origin === origin)) refuse('origin')
  const shaped = readShape(claimsSchema, decoded.claims)
  if (!shaped.ok) return refuse('claims')
  const { aud, iat, exp, jti, sub, name, role, back_to } = shaped.value
  if (aud !== audience) refuse('audience')
  const soonest = now / 1_000
  if (exp - iat > SITE_TOKEN_SECONDS.life || iat > soonest + SITE_TOKEN_SECONDS.ahead) refuse('lifetime')
  if (exp <= soonest) refuse('expired')
  if (!mayActAs(rules.mostRole, role)) refuse('role')
  const backTo = back_to === undefined ? rules.backTo[0] : URL.parse(back_to)?.href
  if (backTo === undefined || !rules.backTo.includes(backTo)) return refuse('back_to')
  return { jti, personId: sub, name, role, backTo, expiresAt: exp * 1_000 }
}

const refuse = (problem: SiteSignInProblem): never => {
  throw new SiteSignInRefused(problem)
}
