/** The maximum nesting of arrays and objects. Client requests need only a few levels. */
export const MAX_NESTING = 32

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Is this JSON nested deeper than `MAX_NESTING`? Check before `JSON.parse`, whose time grows with the nesting: 65,000
 * brackets take 2 ms. A text with fewer brackets than `MAX_NESTING` needs only a few searches, not a full scan.
 */
export const isNestedTooDeep = (text: string): boolean =>
  hasMoreBrackets(text, MAX_NESTING) && look(text, () => undefined) > MAX_NESTING

/** The last value of the top-level member `id` if it is a whole number, read without parsing; null: none. */
export function idInText(text: string): number | null {
  let id: number | null = null
  look(text, (start, end) => {
    if (end - start === 4 && text.startsWith('"id"', start)) id = numberAfterColon(text, end) ?? id
  })
  return id
}

function hasMoreBrackets(text: string, most: number): boolean {
  let count = 0
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) if (++count > most) return true
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) if (++count > most) return true
  return false
}

/**
 * Scans the text up to the first place that is too deep. @param member is called for each string at the top level
 * @returns the deepest nesting in the scanned text
 */
function look(text: string, member: (start: number, end: number) => void): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length && deepest <= MAX_NESTING; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at)
        if (depth === 1) member(at, end)
        at = end - 1
        break
      }
      case 0x5b:
      case 0x7b:
        depth++
        if (depth > deepest) deepest = depth
        break
      case 0x5d:
      case 0x7d:
        depth--
        break
    }
  }
  return deepest
}

/** @returns the index after the closing quote, or the end of the text */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0
    while (text.charCodeAt(quote - 1 - escapes) === BACKSLASH) escapes++
    if (escapes % 2 === 0) return quote + 1
  }
  return text.length
}

const NUMBER_AFTER_COLON = /[ \t\r\n]{0,8}:[ \t\r\n]{0,8}([1-9]\d{0,15})(?![\d.eE])/y

function numberAfterColon(text: string, at: number): number | null {
  NUMBER_AFTER_COLON.lastIndex = at
  const [, digits] = NUMBER_AFTER_COLON.exec(text) ?? []
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : null
}
