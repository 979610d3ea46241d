import type { ListedRoom } from './rooms.ts'

/** A link that lets users join a room. */
export interface Invite {
  tokenHash: string
  createdBy: string
  createdAt: number
  /** null: never */
  expiresAt: number | null
  /** null: any number */
  mostUses: number | null
  uses: number
  /** users who open it ask to join */
  approval: boolean
  /** the user who made it manages the room now */
  works: boolean
}

/** What a user sees of a room before joining it by a link. */
export type InvitedRoom = ListedRoom & Pick<Invite, 'expiresAt' | 'mostUses' | 'uses' | 'works'>

export interface RevokeInvite {
  widgetId: number
  roomId: number
  by: string
  siteAdmin: boolean
  tokenHash: string
}

export type CreateInvite = RevokeInvite & Pick<Invite, 'createdAt' | 'expiresAt' | 'mostUses' | 'approval'>

export type InviteOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'too_many_invites' }

export interface InviteStore {
  /** the links of a room, the newest first */
  invitesOf(widgetId: number, roomId: number): Promise<Invite[]>
  /** the room of a link, by the hash of its token */
  invitedRoom(widgetId: number, userId: string, tokenHash: string): Promise<InvitedRoom | null>
  createInvite(input: CreateInvite): Promise<InviteOutcome>
  revokeInvite(input: RevokeInvite): Promise<InviteOutcome>
}
