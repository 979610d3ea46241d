import type { RoomSummary } from '@imbachat/sdk'

/** The ways to join a group. */
export type Joining = 'anyone' | 'request' | 'invitation'

export const JOININGS = ['anyone', 'request', 'invitation'] as const satisfies readonly Joining[]

export const joiningOf = ({ is_public, by_request }: Pick<RoomSummary, 'is_public' | 'by_request'>): Joining =>
  is_public ? 'anyone' : by_request ? 'request' : 'invitation'

/** The fields of the server for a way to join. */
export const joiningFields = (joining: Joining) => ({
  is_public: joining === 'anyone',
  by_request: joining === 'request',
})
