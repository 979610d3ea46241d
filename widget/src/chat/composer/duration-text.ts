/** "30 seconds", "5 minutes": a wait in the reader's language. */
export function durationText(language: string, seconds: number): string {
  const [count, unit] =
    seconds % 3_600 === 0
      ? ([seconds / 3_600, 'hour'] as const)
      : seconds % 60 === 0
        ? ([seconds / 60, 'minute'] as const)
        : ([seconds, 'second'] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}
