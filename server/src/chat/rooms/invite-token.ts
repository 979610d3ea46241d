import { createHash } from 'node:crypto'

/** Only a hash of the token is stored: a copy of the database lets nobody join. */
export const hashOfInvite = (token: string): string => createHash('sha256').update(`invite ${token}`).digest('hex')
