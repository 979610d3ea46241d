import type { UserItem } from './own-state.ts'

/** An open request to join. */
export interface JoinRequest {
  user_id: string
  note: string
  asked_at: number
}

/** `cancel`: the users take their requests back, or have nothing to ask for any more. */
export type ChangeJoinRequests = { widget_id: number; room_id: number } & (
  | {
      act: 'ask'
      user_id: string
      note: string
      /** the hash of a link's token */
      invite?: string
    }
  | { act: 'cancel'; user_ids: readonly string[] }
  | { act: 'decline'; by: string; siteAdmin: boolean; user_ids: readonly string[] }
)

/** `items`: of the users whose requests changed. */
export type JoinRequestsOutcome =
  | { kind: 'done'; items: UserItem[] }
  | { kind: 'declined'; until: number }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'forbidden'
        | 'handed_over'
        | 'invite_invalid'
        /** the user is in the room, or it is public */
        | 'joins_freely'
        | 'room_has_too_many'
        | 'user_has_too_many'
    }

export interface JoinRequestStore {
  /** the open requests to join a room, the earliest first */
  joinRequestsOf(
    widget_id: number,
    room_id: number,
    page: { cursor: string | null; limit: number },
  ): Promise<{ requests: JoinRequest[]; next: string | null }>
  changeJoinRequests(input: ChangeJoinRequests): Promise<JoinRequestsOutcome>
}
