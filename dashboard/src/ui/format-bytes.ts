import { language } from '../i18n/index.ts'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** "1.4 MB", "8 bytes", in the reader's language. */
export function formatBytes(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)))
  const options = { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: step === 0 ? 'long' : 'short' } as const
  return new Intl.NumberFormat(language.value, { ...options, maximumFractionDigits: step === 0 ? 0 : 1 }).format(
    bytes / 1024 ** step,
  )
}
