/** The longest wait of slow mode: six hours. */
export const SLOW_SECONDS_MAX = 21_600

/** The waits that a form offers; 0: off. */
export const SLOW_SECONDS = [0, 5, 10, 30, 60, 300, 900, 3_600] as const
