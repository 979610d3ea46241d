export const MEMBER_STATES = ['joined', 'invited', 'requested', 'declined', 'left', 'banned'] as const
export type MemberState = (typeof MEMBER_STATES)[number]

/** Is the user in the room? It is in their list then, and they may read it, also while they wait for an answer. */
export const isPresent = ({ state }: { state: MemberState }): boolean => state !== 'left' && state !== 'banned'
