import { createHash } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'

/** Only a hash of the token is stored: a copy of the database lets nobody join. */
export const hashOfInvite = (token: string): string => createHash('sha256').update(`invite ${token}`).digest('hex')

/**
 * The same answer for a guessed, revoked, expired and used-up link, and for one whose maker no longer manages the room.
 */
export const inviteInvalid = () => new ChatError('invite_invalid', 'This invite link is not valid.', { field: 'token' })
