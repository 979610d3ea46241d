import type { ListedRoom } from '@imbachat/protocol'

/** Links of one room: used up and expired ones count until a manager revokes them. */
export const MOST_INVITES = 20

/** A link that lets users join a room. */
export interface Invite {
  token_hash: string
  created_by: string
  created_at: number
  /** null: never */
  expires_at: number | null
  /** null: any number */
  most_uses: number | null
  uses: number
  /** users who open it ask to join */
  approval: boolean
  /** the user who made it manages the room now */
  works: boolean
}

/** A room as a user sees it before joining by a link. */
export type InvitedRoom = ListedRoom & Pick<Invite, 'expires_at' | 'most_uses' | 'uses' | 'works'>

export interface RevokeInvite {
  widget_id: number
  room_id: number
  by: string
  siteAdmin: boolean
  token_hash: string
}

export type CreateInvite = RevokeInvite & Pick<Invite, 'created_at' | 'expires_at' | 'most_uses' | 'approval'>

export type InviteOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'handed_over' | 'too_many_invites' }

export interface InviteStore {
  /** the links of a room, the newest first */
  invitesOf(widget_id: number, room_id: number): Promise<Invite[]>
  /** the room of a link, by the hash of its token */
  invitedRoom(widget_id: number, user_id: string, token_hash: string): Promise<InvitedRoom | null>
  createInvite(input: CreateInvite): Promise<InviteOutcome>
  revokeInvite(input: RevokeInvite): Promise<InviteOutcome>
}
