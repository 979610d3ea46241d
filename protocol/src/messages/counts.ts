/** A search counts no further. */
export const MOST_COUNTED = 1_000

/** Users of a notice that moderators see by name. */
export const MOST_NAMED = 10
