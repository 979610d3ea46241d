import { createHash } from 'node:crypto'
import { hs256 } from '../../identity/hs256.ts'
import type { Invite } from '../../ports.ts'

/** Only a hash of the token is stored: a copy of the database lets nobody join. */
export const hashOfInvite = (token: string): string => createHash('sha256').update(`invite ${token}`).digest('hex')

type Made = { widgetId: number; roomId: number } & Pick<
  Invite,
  'createdBy' | 'createdAt' | 'expiresAt' | 'mostUses' | 'approval'
>

/**
 * Made of what is stored of the link and of a key that is not in the database, so that managers can read it again.
 * Two links that one user makes of one room in the same millisecond, with the same limits, are one.
 */
export function tokenOfInvite(key: Uint8Array, { widgetId, roomId, ...invite }: Made): string {
  const { createdBy, createdAt, expiresAt, mostUses, approval } = invite
  const fields = [widgetId, roomId, createdBy, createdAt, expiresAt, mostUses, approval]
  return hs256(JSON.stringify(fields), key).subarray(0, 16).toString('base64url')
}
