import { ChatError } from '@imbachat/protocol'
import { FIELD_PROBLEMS } from '@imbachat/protocol/field-problem'
import { newPassword } from '@imbachat/protocol/http/session'

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

/** One word with digits or signs around it, in whatever language: dictionaries have some 100,000. */
const ONE_WORD = /^[^\p{L}]*\p{L}{0,12}[^\p{L}]*$/u

/**
 * Is it one word, or made of nothing but common words, neighbours on the keyboard, digits, signs and repetitions? A
 * guesser tries these first, and length adds little to them.
 * @param email a password that is made of it is as easy
 */
export function isGuessable(password: string, email: string): boolean {
  const text = password.toLowerCase()
  if (/^(.{1,6})\1+$/u.test(text) || ONE_WORD.test(text)) return true
  const own = new Set(
    email
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((part) => part.length > 2),
  )
  const plain = [...text].map((char) => LOOK_ALIKES[char] ?? char).join('')
  const isWord = (part: string) => WORDS.has(part) || own.has(part)
  /** `reached[at]`: all that is before it is made of common parts */
  const reached = [true]
  for (let end = 1; end <= text.length; end += 1) {
    reached[end] = false
    for (let start = Math.max(0, end - LONGEST_PART); start < end && !reached[end]; start += 1) {
      if (!reached[start]) continue
      const part = text.slice(start, end)
      reached[end] =
        !/[\p{L}]/u.test(part) ||
        isWord(part) ||
        isWord(plain.slice(start, end)) ||
        (part.length >= SHORTEST_RUN && RUNS.some((run) => run.includes(part))) ||
        /^(.)\1{2,}$/u.test(part)
    }
  }
  return reached[text.length] === true
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
