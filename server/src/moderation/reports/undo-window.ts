import { UNDO_MS } from '@imbachat/protocol/moderation/moderation'

/** The dashboard counts the seconds down; an answer on its way is let through. */
export const UNDO_GRACE_MS = 3_000

/** No deletion older than this is taken back. A decision itself takes a while, and the clocks of nodes differ. */
export const UNDO_LONGEST_MS = UNDO_MS + UNDO_GRACE_MS + 60_000
