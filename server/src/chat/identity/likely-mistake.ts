import type { Widget } from '../widget.ts'
import { type DecodedToken, decodeToken } from './decode-token.ts'
import { hs256 } from './hs256.ts'
import { PUBLISHED_SAMPLE_KEY } from './signing-keys.ts'
import { isMilliseconds } from './token-rules.ts'

/** The probable mistake in the site's code that made a rejected token. */
export interface LikelyMistake {
  code: LikelyMistakeCode
  message: string
  params: Record<string, string | number>
}

type LikelyMistakeCode = keyof typeof SENTENCES

const SENTENCES = {
  template_not_run: 'This is the code that should print the token: the server sent the page without running the code.',
  no_token:
    'The page printed no token. Check that the user is signed in on your site and that the signing function is called.',
  wrapped: 'Remove the quotes, spaces or words such as Bearer around the token.',
  standard_base64:
    'The parts are standard base64, not base64url. Replace + with - and / with _, and remove = from each part.',
  hex_signature:
    'The signature is hexadecimal text. Encode the raw bytes instead: ' +
    'in PHP, pass true as the last argument of hash_hmac.',
  secret_decoded: 'The Secret key was decoded from base64 or hex before signing. Use its characters as plain text.',
  secret_wrapped: 'The Secret key was read with a line break, space or quote. Trim it before signing.',
  secret_empty: 'The token was signed with an empty key. Check that your code reads the setting with the Secret key.',
  sample_key: "The token was signed with the integration guide's public sample key. Use your own Secret key.",
  api_password_as_key: 'The token was signed with the API password. Sign with the Secret key.',
  other_key: 'The token was signed with a different key: from another widget, already retired, or copied incompletely.',
  permission_token:
    'This is a dialog permission token. Pass it to openDialog as the third argument; a user token has no ' +
    'initiator or status.',
  dashboard_token: 'This is a dashboard sign-in token, not a user token.',
  token_cut: 'A character of the token was changed or lost on the way, such as by a text field of limited length.',
  byte_order_mark: 'The file that makes the token is saved as UTF-8 with a byte order mark. Save it without one.',
  claim_twice: 'Two places in your code add the same claim. JSON parsers disagree about which of them counts.',
  id_computed: 'The user ID went through floating-point arithmetic. Use (int) in PHP, int() in Python, or a string.',
  id_invisible: 'The user ID contains an invisible character, often copied from a page or document. Remove it.',
  exp_milliseconds: 'exp looks like milliseconds. Divide it by 1000: exp is in seconds.',
  exp_text: 'exp is a string. Make it a number: use (int) in PHP, or remove the quotes in JavaScript.',
  exp_fraction: 'exp is not a whole number. Round it down to whole seconds.',
  exp_duration: 'exp holds a duration. Add the current time to it.',
  page_cached:
    "This token was valid once. If your site just created it, a cache served an old page or the site's clock is wrong.",
} as const

/**
 * Guesses, the most likely first.
 * @param reason the finer code of the fault, see TokenFault
 */
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
  if (reason === 'user_id_inexact') return 'id_computed'
  if (reason === 'user_id_illegal') return INVISIBLE.test(String(token.claims.user_id)) ? 'id_invisible' : null
  return guessOfExp(token.claims.exp, reason)
}

function guessOfText(text: string, reason: string): LikelyMistakeCode | null {
  if (/<\?|\{\{|\$\{|<%/.test(text)) return 'template_not_run'
  const bare = withoutTail(text.replace(/^(?:["'`\s]|bearer\s|%22)+/i, ''))
  if (['', 'null', 'undefined', 'false', 'NaN', '[object Object]', '[object Promise]'].includes(bare)) return 'no_token'
  if (bare !== text && decodeToken(bare).ok) return 'wrapped'
  return Object.hasOwn(MISTAKES_OF_SHAPE, reason) ? (MISTAKES_OF_SHAPE[reason] ?? null) : null
}

const MISTAKES_OF_SHAPE: Partial<Record<string, LikelyMistakeCode>> = {
  not_base64url: 'standard_base64',
  not_canonical: 'token_cut',
  byte_order_mark: 'byte_order_mark',
  repeated_name: 'claim_twice',
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[^\P{Zs} ]/u

/**
 * From the end, character by character: a pattern with $ tries every place where such characters are, and texts may be
 * long.
 */
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
  return hs256(signed, key).toString('base64url')
}

function hexSignatures({ signed }: DecodedToken, key: string): string[] {
  const hex = hs256(signed, key).toString('hex')
  return [hex, Buffer.from(hex).toString('base64url')]
}

function guessOfExp(exp: unknown, reason: string): LikelyMistakeCode | null {
  if (reason === 'exp_not_whole')
    return typeof exp === 'string' ? 'exp_text' : typeof exp === 'number' ? 'exp_fraction' : null
  if (reason === 'exp_too_far') return isMilliseconds(Number(exp)) ? 'exp_milliseconds' : null
  // no site signed tokens in 2001
  if (reason === 'exp_past') return Number(exp) < 1e9 ? 'exp_duration' : 'page_cached'
  return null
}
