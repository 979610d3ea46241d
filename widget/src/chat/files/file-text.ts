/** A file's name in two parts. Only the first may be cut, so the ending is always visible. */
export function splitName(name: string): [start: string, end: string] {
  const dot = name.lastIndexOf('.')
  const ending = dot > 0 && name.length - dot <= 8 ? name.length - dot : 0
  const kept = Math.min(name.length, ending + 4)
  return [name.slice(0, -kept), name.slice(-kept)]
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

/** 1.4 MB, as the language writes it; of 1,024 as the owner's limits, so that 50 MB are called 50 MB. */
export function sizeText(bytes: number, language: string): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    // the short form of bytes has no plural: 0 byte
    unitDisplay: unit > 0 ? 'short' : 'long',
    maximumFractionDigits: unit > 0 && value < 10 ? 1 : 0,
  }).format(value)
}

/** 0:07, 12:30, 1:02:03 */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${rest}` : `${minutes}:${rest}`
}
