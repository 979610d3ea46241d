import { createHash } from 'node:crypto'
import { hs256 } from '../../identity/hs256.ts'
import type { Invite } from '../../ports.ts'

/** Only a hash of the token is stored: a copy of the database lets nobody join. */
export const hashOfInvite = (token: string): string => createHash('sha256').update(`invite ${token}`).digest('hex')

type Made = { widget_id: number; room_id: number } & Pick<
  Invite,
  'created_by' | 'created_at' | 'expires_at' | 'most_uses' | 'approval'
>

/**
 * Derived from the stored link and from a key that is not in the database, so that managers can read it again. Two
 * links that one user makes of one room in the same millisecond, with the same limits, are the same link.
 */
export function tokenOfInvite(key: Uint8Array, { widget_id, room_id, ...invite }: Made): string {
  const { created_by, created_at, expires_at, most_uses, approval } = invite
  const fields = [widget_id, room_id, created_by, created_at, expires_at, most_uses, approval]
  return hs256(JSON.stringify(fields), key).subarray(0, 16).toString('base64url')
}
