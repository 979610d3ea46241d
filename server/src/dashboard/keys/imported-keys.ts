import { createHash } from 'node:crypto'
import { z } from 'zod'

/** SHA-256 of keys that are public: those of ImbaChat's integration guide and of jwt.io's example. */
const PUBLISHED = new Set([
  '6bd605c0e7b9d6a2fc10057ba681d203dd309599e9ed3fbf7db588c90ae97f2e',
  '465d9ad5d5528ebe287b5dce4fb51620833d09b290e49ddcc70ca6c4a0aea01b',
])

/** The least entropy of a random key of this length and these characters. */
const LEAST = {
  secret_key: { length: 32, bits: 96 },
  api_password: { length: 12, bits: 36 },
} as const

const key = (kind: keyof typeof LEAST) =>
  z
    .string()
    .max(256, 'must have at most 256 characters')
    .superRefine((text, context) => {
      const problem = problemOf(text, LEAST[kind])
      if (problem !== null) context.addIssue({ code: 'custom', message: problem })
    })

/** Keys from another ImbaChat server. Missing ones are created. */
export const importedKeys = z.strictObject({
  secret_key: key('secret_key').optional(),
  api_login: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_.@-]{0,63}$/, 'must have 1 to 64 lower-case letters, digits and _ . @ -')
    .optional(),
  api_password: key('api_password').optional(),
})

export type ImportedKeys = z.output<typeof importedKeys>

function problemOf(text: string, { length, bits }: { length: number; bits: number }): string | null {
  if (PUBLISHED.has(createHash('sha256').update(text).digest('hex'))) {
    return 'is a published example that anyone may use: create a new key and put it into your site'
  }
  if (text.length < length) return `has ${text.length} characters, at least ${length} are needed: create a new key`
  if (!/^[\x21-\x7e]+$/.test(text)) return 'must have visible ASCII characters only, without spaces'
  if (bitsOf(text) < bits) return 'can be guessed: it repeats itself. Create a new random key'
  return null
}

/**
 * An upper bound on a guesser's work: the text without its repetitions, by its characters and by their steps
 * (`abcdef`).
 */
function bitsOf(text: string): number {
  const codes = [...text].map((char) => char.charCodeAt(0))
  let period = 1
  while (codes.some((code, index) => index >= period && code !== codes[index - period])) period += 1
  const unit = codes.slice(0, period)
  const steps = unit.slice(1).map((code, index) => code - (unit[index] ?? 0))
  return period * Math.min(entropy(unit), entropy(steps))
}

/** Shannon's, in bits a symbol. */
function entropy(symbols: readonly number[]): number {
  const counts = [...Map.groupBy(symbols, (symbol) => symbol).values()].map(({ length }) => length / symbols.length)
  return -counts.reduce((sum, share) => sum + share * Math.log2(share), 0)
}
