/** @param minutes 0: there is no limit */
export const isWithinMinutes = (at: number, minutes: number): boolean =>
  minutes === 0 || Date.now() - at < minutes * 60_000
