import type { Span } from './mask-text.ts'

/** Finds phone numbers in a text, in digits, in Russian or English words, or in both mixed. */
export function findPhones(text: string): Span[] {
  return [...runsOf(text)].flatMap((run) => phonesIn(text, run))
}

/** A run may be one number, or several that stand together: "89161234567 00000", the same number twice. */
function phonesIn(text: string, run: Run): Span[] {
  if (isPhone(text, run)) return [run]
  if (isCard(run)) return []
  const found: Span[] = []
  for (let first = 0; first < run.numbers.length; first++) {
    if (!isApart(text, run.numbers[first - 1], run.numbers[first])) continue
    const last = lastOfPhone(text, run, first)
    if (last === undefined) continue
    found.push(finished(text, run.numbers.slice(first, last + 1)))
    first = last
  }
  return found.length === 0 && isTooLong(text, run) ? [run] : found
}

/** @returns the last of the numbers that make a phone number with this one; undefined: none do */
function lastOfPhone(text: string, { numbers }: Run, first: number): number | undefined {
  let digits = ''
  for (let last = first; last < numbers.length; last++) {
    digits += numbers[last]?.value
    if (digits.length > MOST_DIGITS) return undefined
    if (digits.length < 10 || !isApart(text, numbers[last], numbers[last + 1])) continue
    const part = finished(text, numbers.slice(first, last + 1))
    const isKnown = part.written.startsWith('+') || isRussian(digits) || OF_NEIGHBOURS.test(digits)
    if (isKnown && isPhone(text, part)) return last
  }
  return undefined
}

/** Between two numbers is a space, a new line or a plus sign: inside of 55.751244 no number begins. */
function isApart(text: string, before: Piece | undefined, behind: Piece | undefined): boolean {
  return !before || !behind || /[\s+]/.test(text.slice(before.end, behind.start))
}

const isCard = ({ digits, groups }: Run) => digits.length === 16 && groups.every((n) => n === 4)

/** Longer than any phone number, and neither a number of something, nor prices, dates or coordinates. */
function isTooLong(text: string, { start, end, digits, written, groups }: Run): boolean {
  if (digits.length <= MOST_DIGITS || /[./]/.test(written)) return false
  if (NUMBER_OF.test(text.slice(Math.max(0, start - 24), start)) || groups.every((n) => n <= 3)) return false
  return !/^[\p{L}_]|^[,:]\d/u.test(text.slice(end, end + 2)) && !/[\p{L}_]$/u.test(text.slice(0, start).slice(-2))
}

/** Digits of a phone number with its country code (E.164). */
const MOST_DIGITS = 15

/** A group of digits, or a number in words. `open`: see `NUMBER_WORDS`; -1: digits */
interface Piece extends Span {
  value: string
  open: number
}

interface Run extends Span {
  digits: string
  /** as written, without invisible characters */
  written: string
  /** the lengths of its groups of digits: 8 916 123-45-67 is 1, 3, 3, 2, 2 */
  groups: number[]
  numbers: readonly Piece[]
}

/** Characters that show nothing, or make a digit an emoji. */
const UNSEEN = String.raw`\p{Cf}\uFE0F\u20E3`
const UNSEEN_ONES = new RegExp(`[${UNSEEN}]`, 'gu')
const DAY = String.raw`(?:0?[1-9]|[12]\d|3[01])`
const MONTH = '(?:0?[1-9]|1[0-2])'
const DATE = [
  String.raw`(?<!\d[-. /]?)${DAY}(?<between>[./-])${MONTH}\k<between>(?:19|20)?\d\d(?![-./ ]?\d{2}[-. /)])(?!\d)`,
  String.raw`(?<!\d)(?:19|20)\d\d(?<mark>[-./])${MONTH}\k<mark>${DAY}(?!\d)`,
].join('|')
const DIGIT = String.raw`(?:\p{Nd}|(?<=\p{Nd}[\s().\-]{0,2})[оОoOзЗlI](?=[\s().\-]{0,2}\p{Nd}))`
/** One token of a number, with the characters that may separate it from the next one. */
const TOKEN = new RegExp(
  String.raw`(?<date>${DATE})|(?<digits>${DIGIT}[${UNSEEN}]*)|(?<word>(?<![\p{L}])\p{L}{2,13}(?![\p{L}]))`,
  'gu',
)
const BETWEEN = new RegExp(String.raw`^[\s().\-–—_/*+${UNSEEN}]{0,4}$`, 'u')

const UNITS: Record<string, number> = {
  ноль: 0,
  нуль: 0,
  один: 1,
  одна: 1,
  два: 2,
  две: 2,
  три: 3,
  четыре: 4,
  пять: 5,
  шесть: 6,
  семь: 7,
  восемь: 8,
  девять: 9,
  zero: 0,
  oh: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
}
const TEENS = [
  'десять',
  'одиннадцать',
  'двенадцать',
  'тринадцать',
  'четырнадцать',
  'пятнадцать',
  'шестнадцать',
  'семнадцать',
  'восемнадцать',
  'девятнадцать',
]
const TENS = ['двадцать', 'тридцать', 'сорок', 'пятьдесят', 'шестьдесят', 'семьдесят', 'восемьдесят', 'девяносто']
const HUNDREDS = ['сто', 'двести', 'триста', 'четыреста', 'пятьсот', 'шестьсот', 'семьсот', 'восемьсот', 'девятьсот']

/** A number word, and how many digits of the number that it is part of it leaves open: "сорок" may go on as 45. */
const NUMBER_WORDS = new Map<string, { value: number; open: 0 | 1 | 2 }>([
  ...Object.entries(UNITS).map(([word, value]) => [word, { value, open: 0 }] as const),
  ...TEENS.map((word, index) => [word, { value: 10 + index, open: 0 }] as const),
  ...TENS.map((word, index) => [word, { value: 20 + 10 * index, open: 1 }] as const),
  ...HUNDREDS.map((word, index) => [word, { value: 100 * (index + 1), open: 2 }] as const),
])

/** Digits and number words that stand together. */
function* runsOf(text: string): Generator<Run> {
  let run: { end: number; numbers: Piece[] } | null = null
  for (const found of text.matchAll(TOKEN)) {
    const { date, digits, word } = found.groups ?? {}
    const known = word === undefined ? undefined : NUMBER_WORDS.get(word.toLowerCase())
    const start = found.index
    const end = start + found[0].length
    if (date !== undefined || (word !== undefined && !known)) {
      if (run) yield finished(text, run.numbers)
      run = null
      continue
    }
    if (run && !BETWEEN.test(text.slice(run.end, start))) {
      yield finished(text, run.numbers)
      run = null
    }
    run ??= { end, numbers: [] }
    run.end = end
    if (digits !== undefined) {
      const last = run.numbers.at(-1)
      if (last && last.end === start && last.open === -1) {
        last.value += digitOf(digits)
        last.end = end
      } else run.numbers.push({ value: digitOf(digits), open: -1, start, end })
    } else if (known) {
      const last = run.numbers.at(-1)
      if (last && fitsBehind(last, known.value)) {
        last.value = String(Number(last.value) + known.value)
        last.open = known.value >= 20 && known.value < 100 ? known.open : 0
        last.end = end
      } else run.numbers.push({ value: String(known.value), open: known.open, start, end })
    }
  }
  if (run) yield finished(text, run.numbers)
}

/** "девятьсот шестнадцать" is 916, "сто пять" is 105, "сорок пять" is 45; "пять сорок" is 5 and 40. */
const fitsBehind = ({ open }: { open: number }, value: number): boolean =>
  open === 2 ? value > 0 && value < 100 : open === 1 && value > 0 && value < 10

function finished(text: string, numbers: readonly Piece[]): Run {
  const first = numbers[0]?.start ?? 0
  const end = numbers.at(-1)?.end ?? first
  const before = /[+(]{1,2}[\s(]?$/u.exec(text.slice(Math.max(0, first - 3), first))?.[0] ?? ''
  const start = first - before.length
  return {
    start,
    end,
    digits: numbers.map(({ value }) => value).join(''),
    written: text.slice(start, end).replace(UNSEEN_ONES, ''),
    groups: numbers.map(({ value }) => value.length),
    numbers,
  }
}

const LOOKS_LIKE: Record<string, string> = { о: '0', О: '0', o: '0', O: '0', з: '3', З: '3', l: '1', I: '1' }

function digitOf(written: string): string {
  const [character = ''] = written
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80 && /\d/.test(character)) return character
  return LOOKS_LIKE[character] ?? String(valueOfDigit(code))
}

/** Unicode has its decimal digits in rows of ten that begin at 0. */
function valueOfDigit(code: number): number {
  let first = code
  while (code - first < 9 && /\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--
  return code - first
}

/** Words before a number which show that it is not a phone number. */
const NUMBERED = [
  String.raw`заказ\p{L}*|номер\p{L}*\s(?:заказа|договора|чека)|артикул\p{L}*|арт|трек\p{L}*|накладн\p{L}*|договор\p{L}*`,
  String.raw`сч[её]т\p{L}*|чек\p{L}*|инн|огрн\p{L}*|снилс|бик|код\p{L}*`,
  'order|invoice|tracking|track|parcel|sku|isbn|ean|id|code|ticket|case|vin|№|#',
].join('|')
const NUMBER_OF = new RegExp(String.raw`(?:${NUMBERED})[\s:.№#-]{0,4}$`, 'iu')
const CURRENCY_BEHIND = /^\s?(?:руб|р\.|р(?!\p{L})|₽|\$|€|£|usd|eur|rub|грн|тг(?!\p{L})|тенге|сум|тыс|млн|млрд|коп)/iu
const CURRENCY_BEFORE = /[$€£₽]\s?$/u
const PHONE_WORDS = String.raw`тел|телефон\p{L}*|звон\p{L}*|позвон\p{L}*|номер|моб|phone|call|tel|mobile|cell|number|text`
const PHONE_WORD = new RegExp(String.raw`(?:${PHONE_WORDS})[\s.:]{0,3}(?:me\s|мне\s|at\s|по\s|на\s)?$`, 'iu')

function isPhone(text: string, { start, end, digits, written, groups }: Run): boolean {
  if (digits.length < 6 || digits.length > MOST_DIGITS) return false
  const before = text.slice(Math.max(0, start - 24), start)
  const behind = text.slice(end, end + 8)
  // part of a longer name: RA123456789RU, v8.916…
  if (/[\p{L}_]$/u.test(before) || /^[\p{L}_]/u.test(behind)) return false
  if (/\d[,:]\s?$/u.test(before) || /^[,:]\d/u.test(behind)) return digits.length >= 11 && isRussian(digits)
  if (CURRENCY_BEHIND.test(behind) || CURRENCY_BEFORE.test(before)) return false
  if (written.startsWith('+') || written.startsWith('(+')) return digits.length >= 8
  const grouped = /[\s)–-]\d{2}[\s–-]\d{2}$|\(\d{3,5}\)/u.test(written)
  if (NUMBER_OF.test(before)) return grouped && (isRussian(digits) || digits.length === 10)
  if (isRussian(digits)) return !isThousands(groups) || digits.length === 11
  if (OF_NEIGHBOURS.test(digits) && !isThousands(groups)) return true
  // British: 020 7946 0958, 07700 900123; a number between 0 and 1 is not a phone number
  if (/^0[1-9]\d{8,9}$/.test(digits) && !/^0[.]\d+$/.test(written)) return true
  // North American, with or without marks: an area and an exchange begin with 2 to 9
  if (/^\(?[2-9]\d{2}[\s).-]{1,2}\d{3}[\s.-]\d{4}$|^[2-9]\d{2}[2-9]\d{6}$/.test(written)) return true
  if (/^\d{3}-\d{2}-\d{2}$/.test(written)) return true
  return PHONE_WORD.test(before) && !isThousands(groups)
}

/** With or without 8 or 7 before it: cities begin with 3, 4 and 8, mobile numbers with 9. */
const isRussian = (digits: string) => /^[78][3489]\d{9}$|^9\d{9}$/.test(digits)
const OF_NEIGHBOURS = /^(?:380|375|998|996|992|994|374|995)\d{8,9}$|^80(?:17|25|29|33|44)\d{7}$|^[78]7[04567]\d{8}$/
/** 12 500 000 */
const isThousands = ([first = 0, ...rest]: number[]) => first <= 3 && rest.length > 0 && rest.every((n) => n === 3)
