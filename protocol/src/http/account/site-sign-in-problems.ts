/** Why a token was refused: the part after `#refused:` of the address that the form leads to. */
export const SITE_SIGN_IN_PROBLEMS = [
  'malformed',
  'off',
  'signature',
  'origin',
  'claims',
  'audience',
  'lifetime',
  'expired',
  'role',
  'back_to',
  'used',
  'too_many',
] as const
export type SiteSignInProblem = (typeof SITE_SIGN_IN_PROBLEMS)[number]
