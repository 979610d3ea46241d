import { membersOf } from './json-members.ts'
import { shown, type TokenFault, tokenFault } from './token-fault.ts'

export type Claims = Readonly<Record<string, unknown>>

/** A parsed token. Trust nothing in it before its signature is verified. */
export interface DecodedToken {
  header: Claims
  claims: Claims
  /** both as they were written */
  headerText: string
  claimsText: string
  /** numeric claims as they were written */
  numbers: ReadonlyMap<string, string>
  /** the signed part */
  signed: string
  /** base64url; empty in an unsigned token */
  signature: string
}

export type Decoding = { ok: true; token: DecodedToken } | { ok: false; fault: TokenFault }

/** The maximum in a frame (`protocol/src/requests/session.ts`). */
const TOKEN_MAX_CHARS = 8192

const SHAPE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]*)$/

/** Parses a token in the strict form of RFC 7515: base64url without padding, nothing around it. */
export function decodeToken(text: string): Decoding {
  const malformed = (reason: string, message: string, params: TokenFault['params'] = {}): Decoding => {
    return { ok: false, fault: tokenFault('token_malformed', reason, message, params) }
  }
  if (text === '') return malformed('empty', 'the token is empty')
  if (text.length > TOKEN_MAX_CHARS)
    return malformed('too_long', `a token has at most ${TOKEN_MAX_CHARS.toLocaleString('en')} characters`)
  if (text.trim() !== text) return malformed('whitespace', 'remove the spaces or line breaks around the token')
  const parts = SHAPE.exec(text)
  if (parts === null) {
    if (/^[\w+/=-]+\.[\w+/=-]+\.[\w+/=-]*$/.test(text)) {
      return malformed(
        'not_base64url',
        'encode the parts as base64url: - and _ instead of + and /, and no = at the end',
      )
    }
    return malformed('not_three_parts', 'a token has three base64url parts separated by dots: header.payload.signature')
  }
  const [, headerPart = '', claimsPart = '', signature = ''] = parts
  if (![headerPart, claimsPart, signature].every(isCanonical)) {
    return malformed(
      'not_canonical',
      'encode the parts as base64url to the last bit: a part has bits that belong to no byte',
    )
  }
  const headerText = decodePart(headerPart)
  const claimsText = decodePart(claimsPart)
  if (headerText?.startsWith(BYTE_ORDER_MARK) || claimsText?.startsWith(BYTE_ORDER_MARK)) {
    return malformed('byte_order_mark', 'remove the byte order mark in front of the JSON')
  }
  const header = headerText === null ? null : parseObject(headerText)
  if (headerText === null || header === null) return malformed('header_not_json', 'the header is not a JSON object')
  const claims = claimsText === null ? null : parseObject(claimsText)
  if (claimsText === null || claims === null) return malformed('payload_not_json', 'the payload is not a JSON object')
  const { repeated, numbers } = membersOf(claimsText)
  const twice = membersOf(headerText).repeated ?? repeated
  if (twice !== null) {
    const name = shown(twice)
    return malformed('repeated_name', `write each name once: ${name} occurs twice`, { name })
  }
  const signed = `${headerPart}.${claimsPart}`
  return { ok: true, token: { header, claims, headerText, claimsText, numbers, signed, signature } }
}

const BYTE_ORDER_MARK = '\ufeff'

/** Several base64url texts decode to the same bytes; only the canonical one is accepted. */
const isCanonical = (part: string) => Buffer.from(part, 'base64url').toString('base64url') === part

function decodePart(part: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(part, 'base64url'))
  } catch {
    return null
  }
}

function parseObject(text: string): Claims | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Claims) : null
  } catch {
    return null
  }
}
