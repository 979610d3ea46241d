import { createHmac } from 'node:crypto'
import type { Widget } from '../widgets/widget.ts'
import { type DecodedToken, decodeToken } from './decode-token.ts'
import { PUBLISHED_SAMPLE_KEY } from './signing-keys.ts'

/** What was probably done wrong by whoever made a token that is not accepted. */
export interface LikelyMistake {
  code: LikelyMistakeCode
  message: string
  params: Record<string, string | number>
}

type LikelyMistakeCode = keyof typeof SENTENCES

const SENTENCES = {
  template_not_run: 'This is the code that should print the token: the page was sent without running it.',
  no_token: 'The page printed no token. Is the user signed in on the site, and is the function that signs called?',
  wrapped: 'There are quotes, spaces or a word such as Bearer around the token. Without them it can be read.',
  standard_base64: 'The parts are ordinary base64. Replace + by -, / by _, and remove = from each of the three parts.',
  hex_signature:
    'The signature is hexadecimal text. Ask for raw bytes before base64url: in PHP the last argument of hash_hmac is true.',
  secret_decoded:
    'The Secret key was decoded from base64 or hex before signing. It is plain text: use its characters as they are.',
  secret_wrapped: 'A line break, space or quote was read together with the Secret key. Trim it before signing.',
  secret_empty: 'The token was signed with an empty key: the setting that holds the Secret key was not read.',
  sample_key:
    'The token was signed with the sample key of the integration guide, which everybody knows. Use your own Secret key.',
  api_password_as_key: 'The token was signed with the API password. Sign with the Secret key.',
  other_key:
    'The token was signed with another key: of another widget, one that was rotated out, or one that was not copied whole.',
  permission_token:
    'This is a dialog permission token. It goes into openDialog as its third argument; a login has no initiator and no status.',
  dashboard_token: 'This is a sign-in token of a dashboard, not the token of a user.',
  exp_milliseconds: 'exp is in milliseconds. Divide it by 1000: it counts seconds.',
  exp_text: 'exp is text. Make it a number: in PHP (int), in JavaScript without quotes.',
  exp_fraction: 'exp has a fraction. Round it down to whole seconds.',
  exp_duration: 'exp is how long the token lives. Add the current time to it.',
  page_cached:
    'The token was good once. If it is new on the site, its page comes from a cache that keeps the token of an earlier visit, or the clock is wrong.',
} as const

/** Guesses, most telling first. @param reason the finer code of what is wrong, see TokenFault */
export function likelyMistake(text: string, reason: string, widget: Widget): LikelyMistake | null {
  const code = guess(text, reason, widget)
  return code === null ? null : { code, message: SENTENCES[code], params: {} }
}

function guess(text: string, reason: string, widget: Widget): LikelyMistakeCode | null {
  const decoding = decodeToken(text)
  if (!decoding.ok) return guessOfText(text, reason)
  const { token } = decoding
  if (reason === 'signature') return guessOfSignature(token, widget)
  if (reason === 'permission_token') return 'permission_token'
  if (reason === 'claim_unknown')
    return 'user_role' in token.claims || 'back_to' in token.claims ? 'dashboard_token' : null
  return guessOfExp(token.claims.exp, reason)
}

function guessOfText(text: string, reason: string): LikelyMistakeCode | null {
  if (/<\?|\{\{|\$\{|<%/.test(text)) return 'template_not_run'
  const bare = withoutTail(text.replace(/^(?:["'`\s]|bearer\s|%22)+/i, ''))
  if (['', 'null', 'undefined', 'false', 'NaN', '[object Object]', '[object Promise]'].includes(bare)) return 'no_token'
  if (bare !== text && decodeToken(bare).ok) return 'wrapped'
  return reason === 'not_base64url' ? 'standard_base64' : null
}

/** From the end, character by character: a pattern with $ tries every place where such characters stand, and texts may be long. */
function withoutTail(text: string): string {
  let end = text.length
  for (;;) {
    if (/["'`\s;,]/.test(text.charAt(end - 1))) end -= 1
    else if (text.slice(0, end).endsWith('%22')) end -= 3
    else return text.slice(0, end)
  }
}

function guessOfSignature(token: DecodedToken, widget: Widget): LikelyMistakeCode {
  const signedWith = (key: string | Uint8Array) => token.signature === hmac(token, key)
  const anySecret = (change: (key: string) => (string | Uint8Array)[]) => {
    return widget.secretKeys.some((key) => change(key).some(signedWith))
  }
  if (signedWith('')) return 'secret_empty'
  if (signedWith(PUBLISHED_SAMPLE_KEY)) return 'sample_key'
  if (anySecret((key) => WRAPPINGS.map(([before, after]) => `${before}${key}${after}`))) return 'secret_wrapped'
  if (anySecret((key) => [Buffer.from(key, 'base64'), Buffer.from(key, 'hex')])) return 'secret_decoded'
  if (widget.secretKeys.some((key) => hexSignatures(token, key).includes(token.signature))) return 'hex_signature'
  if (widget.apiPasswords.some(signedWith)) return 'api_password_as_key'
  return 'other_key'
}

const WRAPPINGS = [
  ['', '\n'],
  ['', '\r\n'],
  ['', ' '],
  [' ', ''],
  ['"', '"'],
  ["'", "'"],
] as const

function hmac({ signed }: DecodedToken, key: string | Uint8Array): string {
  return createHmac('sha256', key).update(signed).digest('base64url')
}

function hexSignatures({ signed }: DecodedToken, key: string): string[] {
  const hex = createHmac('sha256', key).update(signed).digest('hex')
  return [hex, Buffer.from(hex).toString('base64url')]
}

function guessOfExp(exp: unknown, reason: string): LikelyMistakeCode | null {
  if (reason === 'exp_not_whole')
    return typeof exp === 'string' ? 'exp_text' : typeof exp === 'number' ? 'exp_fraction' : null
  // 1e11 seconds are in the year 5138, in milliseconds in 1973
  if (reason === 'exp_too_far') return Number(exp) > 1e11 ? 'exp_milliseconds' : null
  // no site signed tokens in 2001
  if (reason === 'exp_past') return Number(exp) < 1e9 ? 'exp_duration' : 'page_cached'
  return null
}
