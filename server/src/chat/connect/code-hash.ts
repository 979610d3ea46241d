import { createHash } from 'node:crypto'

/** A code has 99 random bits, so a plain hash can't be reversed. */
export const hashOfCode = (code: string): string => createHash('sha256').update(code).digest('hex')
