/** Above so many recipients, the number of them is typed to confirm. */
export const BROADCAST_CONFIRMED_ABOVE = 100
/** Users that a list of recipients names at most. */
export const BROADCAST_MOST_LISTED = 1_000

/** Why a broadcast stops by itself. */
export const BROADCAST_STOPS = ['widget_suspended', 'sender_erased'] as const
export type BroadcastStop = (typeof BROADCAST_STOPS)[number]
