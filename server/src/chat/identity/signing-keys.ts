import { createHash } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { Claims, DecodedToken } from './decode-token.ts'
import { hs256, isSignedBy } from './hs256.ts'
import { shown, type TokenFault, tokenFault } from './token-fault.ts'

/**
 * The sample key of the integration guide. Sites have copied it with the sample. Anyone who knows it could log in as
 * any user, so it is never accepted, neither as a setting nor in a token.
 */
export const PUBLISHED_SAMPLE_KEY = 'lPXBFPqNg3f661JcegBY0N0dPXqUBdHXqj2cHf04PZgLHxT6z55e20ozojvMRvB8'

/** May this text be a widget's Secret key? It has at least 32 bytes and is not the published sample. */
export function mayBeSecretKey(key: string): boolean {
  return key !== PUBLISHED_SAMPLE_KEY && Buffer.byteLength(key) >= 32
}

/** Only HS256: tokens are forged by an `alg` of their own choice. */
export function algorithmFault(header: Claims): TokenFault | null {
  if (header.alg !== 'HS256') {
    const alg = shown(header.alg)
    return tokenFault('token_algorithm', 'algorithm', `sign with HS256: the header's alg is ${alg}`, { alg })
  }
  if ('crit' in header) {
    return tokenFault('token_algorithm', 'crit', 'remove crit from the header: extensions are not supported')
  }
  return null
}

/** The index of the key that signed the token; -1: none of them. */
export function signingKeyOf({ signed, signature }: DecodedToken, secretKeys: readonly string[]): number {
  return secretKeys.findIndex((key) => mayBeSecretKey(key) && isSignedBy(signed, signature, key))
}

/** Names a key without revealing it. */
export const keyMark = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 16)

const marks = new WeakMap<readonly string[], readonly string[]>()

/**
 * Marks that name a widget's keys without revealing them: a session remembers the mark of its key. Made once per
 * reading of the widget.
 */
export function keyMarks(secretKeys: readonly string[]): readonly string[] {
  const known = marks.get(secretKeys)
  if (known) return known
  const made = secretKeys.map(keyMark)
  marks.set(secretKeys, made)
  return made
}

/**
 * For a token that none of the widget's keys signed.
 * @param signature its third part
 */
export function signatureFault(signature: string): TokenFault {
  if (signature === '') return tokenFault('token_signature', 'unsigned', "sign the token with the widget's Secret key")
  return tokenFault(
    'token_signature',
    'signature',
    "the signature does not match: sign with this widget's Secret key, exactly as the Keys tab shows it",
  )
}

/**
 * A token as the site's own server makes it, by the widget's current Secret key.
 * @throws ChatError conflict: the widget has no key that may sign
 */
export function signUserToken(
  user_id: string,
  { secretKeys, now, expires_at }: { secretKeys: readonly string[]; now: number; expires_at: number },
): string {
  const key = secretKeys.find(mayBeSecretKey)
  if (key === undefined) throw new ChatError('conflict', 'the widget has no Secret key that may sign tokens')
  const claims = { user_id, iat: Math.floor(now / 1000), exp: Math.floor(expires_at / 1000) }
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${hs256(signed, key).toString('base64url')}`
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
