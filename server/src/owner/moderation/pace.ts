/** Milliseconds between two steps of a task: nobody's messages wait behind it, and no client falls too far behind. */
export const PAUSE_MS = 100
