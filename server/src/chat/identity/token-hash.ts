import { createHash } from 'node:crypto'

/**
 * The stored hash of a token or code that is used once: a copy of the database opens nothing. Each has at least 99
 * random bits, so a plain hash can't be reversed.
 */
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')
