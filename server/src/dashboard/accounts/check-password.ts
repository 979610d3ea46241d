import { ChatError } from '@imbachat/protocol'
import { FIELD_PROBLEMS } from '@imbachat/protocol/errors/field-problem'
import { newPassword } from '@imbachat/protocol/http/account/session'

/**
 * Words that people take when they have to think of a password, as they are typed without look-alikes. Those of the
 * dashboard's languages, and what this server is about.
 */
const WORDS = new Set(
  `password passwort parol pass passwd login logon signin account user username admin administrator root master super
  superuser owner manager moderator operator test tester testing demo guest default temp temporary change changeme
  letmein welcome hello hallo hola bonjour privet secret secure security server system support office company website
  internet computer windows google facebook samsung apple iphone android nokia love iloveyou loveyou lovely baby babe
  angel princess sunshine monkey dragon tiger lion shadow killer hunter ranger soccer football baseball basketball
  hockey golf liverpool chelsea arsenal barcelona batman superman spiderman pokemon starwars matrix michael jordan
  jessica ashley daniel robert thomas charlie george andrew joshua jennifer michelle nicole amanda natasha marina
  summer winter spring autumn january monday friday flower cookie chocolate cheese pepper banana orange whatever
  nothing freedom forever blink please trustno fuckyou fuckoff asshole bitch imba imbachat chat
  пароль админ привет любовь люблю тебя солнышко россия москва наташа марина максим андрей ангел
  and the my is you me i a new old one no`.split(/\s+/),
)

/** Neighbours on a keyboard or in an alphabet. */
const ROWS = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop[]',
  "asdfghjkl;'",
  'zxcvbnm,./',
  'qwertzuiop',
  'azertyuiop',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '1a2s3d4f5g6h7j8k9l',
  'a1s2d3f4g5h6j7k8l9',
  '1z2x3c4v5b6n7m',
  'z1x2c3v4b5n6m7',
  '1a2b3c4d5e6f7g8h9i',
  'a1b2c3d4e5f6g7h8i9',
  'qawsedrftgyhujikolp',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  'абвгдежзийклмнопрстуфхцчшщъыьэюя',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
]
const RUNS = [...ROWS, ...ROWS.map((row) => [...row].reverse().join(''))]
const SHORTEST_RUN = 3

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
}

/**
 * One word of any language in Latin or Cyrillic letters, as people write it, with a few digits or signs around it:
 * dictionaries have about 100,000. Letters of mixed case are not a word, and words of other scripts can't be
 * recognised.
 */
const ONE_WORD = /^([^\p{L}]*)(\p{L}?\p{Ll}{0,11})([^\p{L}]*)$/u
const LATIN_OR_CYRILLIC = /^[\p{Script=Latin}\p{Script=Cyrillic}]*$/u
const MOST_AROUND_WORD = 8
/** Digits and signs beside common parts. More of them are a random number: a phone number has 15 digits. */
const MOST_SIGNS = 17

function isOneWord(password: string): boolean {
  const [, before = '', word = '', after = ''] = ONE_WORD.exec(password) ?? []
  const around = before.length + after.length
  return word !== '' && around <= MOST_AROUND_WORD && LATIN_OR_CYRILLIC.test(word)
}

/**
 * Is it one word, or made of nothing but common words, neighbours on the keyboard, digits, signs and repetitions? A
 * guesser tries these first, and length adds little to them.
 * @param email a password that is made of it is as easy
 */
export function isGuessable(password: string, email: string): boolean {
  const text = password.toLowerCase()
  if (/^(.{1,6})\1+$/u.test(text) || isOneWord(password)) return true
  const own = new Set(
    email
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part.length > 2),
  )
  const plain = [...text].map((char) => LOOK_ALIKES[char] ?? char).join('')
  const isWord = (part: string) => WORDS.has(part) || own.has(part)
  const isCommon = (part: string, start: number) =>
    isWord(part) ||
    isWord(plain.slice(start, start + part.length)) ||
    (part.length >= SHORTEST_RUN && RUNS.some((run) => run.includes(part))) ||
    /^(.)\1{2,}$/u.test(part)
  /** `signs[at]`: the fewest digits and signs before it, if all else there is made of common parts */
  const signs = [0]
  for (let end = 1; end <= text.length; end += 1) {
    const isLetter = /\p{L}/u.test(text[end - 1] ?? '')
    let fewest = isLetter ? Number.POSITIVE_INFINITY : (signs[end - 1] ?? 0) + 1
    for (let start = Math.max(0, end - LONGEST_PART); start < end; start += 1) {
      const before = signs[start] ?? 0
      if (before < fewest && isCommon(text.slice(start, end), start)) fewest = before
    }
    signs[end] = fewest
  }
  return (signs[text.length] ?? 0) <= MOST_SIGNS
}

/** Characters of a word, a run or a name in an e-mail address. */
const LONGEST_PART = 40

/**
 * The rules for a password that is chosen now; those that are in use stay.
 * @param field of the refusal
 * @throws ChatError invalid_field
 */
export function checkNewPassword(password: string, email: string, field = 'password'): void {
  const problem = newPassword.safeParse(password).error?.issues[0]?.message
  if (problem !== undefined) throw new ChatError('invalid_field', `${field}: ${problem}`, { field })
  if (!isGuessable(password, email)) return
  const guessable = { code: 'guessable', params: {} } as const
  throw new ChatError('invalid_field', `${field}: ${FIELD_PROBLEMS.guessable}`, { field, problem: guessable })
}
