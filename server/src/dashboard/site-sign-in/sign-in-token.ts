import { SITE_ROLES, SITE_TOKEN_SECONDS } from '@imbachat/protocol/http/account/site-sign-in'
import type { SiteSignInProblem } from '@imbachat/protocol/http/account/site-sign-in-problems'
import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { z } from 'zod'
import { type DecodedToken, decodeToken } from '../../chat/identity/decode-token.ts'
import { algorithmFault, signingKeyOf } from '../../chat/identity/signing-keys.ts'
import { readShape } from '../../input/read-shape.ts'

/** The settings of a widget's sign-in from the site. */
export interface SiteSignInRules {
  key: string
  most_role: WidgetRole
  back_to: readonly string[]
}

export interface SiteClaims {
  jti: string
  person_id: string
  name: string
  role: WidgetRole
  back_to: string
  /** milliseconds since 1970 */
  expires_at: number
}

/** The token is not accepted; the reason is a stable code and reveals no secret. */
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

/** Other claims are refused: if the server ignored one, the site's developer could rely on it. */
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

/** The widget that the unchecked token names: use it only for choosing the key. */
export function widgetOf(token: string): { decoded: DecodedToken; widget_id: number } {
  const decoding = decodeToken(token)
  if (!decoding.ok) throw new SiteSignInRefused('malformed')
  const { iss } = decoding.token.claims
  if (typeof iss !== 'string' || !/^[1-9]\d{0,14}$/.test(iss)) throw new SiteSignInRefused('malformed')
  return { decoded: decoding.token, widget_id: Number(iss) }
}

/**
 * Checks the signature first, so that others learn nothing of a widget's settings.
 * @param origin of the page that posted the form
 * @throws SiteSignInRefused
 */
export function readClaims(
  decoded: DecodedToken,
  rules: SiteSignInRules,
  { origin, audience, now }: { origin: string | null; audience: string; now: number },
): SiteClaims {
  if (algorithmFault(decoded.header) !== null || signingKeyOf(decoded, [rules.key]) !== 0) refuse('signature')
  if (!rules.back_to.some((address) => new URL(address).origin === origin)) refuse('origin')
  const shaped = readShape(claimsSchema, decoded.claims)
  if (!shaped.ok) return refuse('claims')
  const { aud, iat, exp, jti, sub, name, role } = shaped.value
  if (aud !== audience) refuse('audience')
  const soonest = now / 1_000
  if (exp - iat > SITE_TOKEN_SECONDS.life || iat > soonest + SITE_TOKEN_SECONDS.ahead) refuse('lifetime')
  if (exp <= soonest) refuse('expired')
  if (!mayActAs(rules.most_role, role)) refuse('role')
  const asked = shaped.value.back_to
  const back_to = asked === undefined ? rules.back_to[0] : URL.parse(asked)?.href
  if (back_to === undefined || !rules.back_to.includes(back_to)) return refuse('back_to')
  return { jti, person_id: sub, name, role, back_to, expires_at: exp * 1_000 }
}

const refuse = (problem: SiteSignInProblem): never => {
  throw new SiteSignInRefused(problem)
}
