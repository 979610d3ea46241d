import { language } from '../../i18n/index.ts'

export const formatMs = (ms: number): string =>
  new Intl.NumberFormat(language.value, { style: 'unit', unit: 'millisecond', maximumFractionDigits: 1 }).format(ms)
