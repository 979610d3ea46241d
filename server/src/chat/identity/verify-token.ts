import { type Claims, decodeToken } from './decode-token.ts'
import { algorithmFault, signatureFault, signingKeyOf } from './signing-keys.ts'
import type { TokenFault } from './token-fault.ts'
import type { TokenRule } from './token-rules.ts'

export type Verification = { ok: true; claims: Claims; key: string } | { ok: false; fault: TokenFault }

/** Checks the signature first, with each live key, and the claims only after that. */
export function verifyToken(
  text: string,
  { secretKeys, rules, now }: { secretKeys: readonly string[]; rules: readonly TokenRule[]; now: number },
): Verification {
  const decoding = decodeToken(text)
  if (!decoding.ok) return decoding
  const { header, claims, numbers, signature } = decoding.token
  const wrongAlgorithm = algorithmFault(header)
  if (wrongAlgorithm !== null) return { ok: false, fault: wrongAlgorithm }
  const key = secretKeys[signingKeyOf(decoding.token, secretKeys)]
  if (key === undefined) return { ok: false, fault: signatureFault(signature) }
  for (const rule of rules) {
    const fault = rule.fault(claims, now, numbers)
    if (fault !== null) return { ok: false, fault }
  }
  return { ok: true, claims, key }
}
