declare const values: unique symbol

/** A text that values are put into, by `Phrases.fill`. @template V the names of its values */
export interface Message<V extends string> {
  readonly [values]: V
}

/** A compiled message as the browser gets it: a text with `{values}`, or one for each case. */
export type Compiled = string | Cases
export interface Cases {
  readonly [name: string]: Compiled
}

/** The names of the values in an ICU message. */
export type ValuesIn<T extends string> = T extends `${string}{${infer Rest}` ? ValueAt<Rest> | ValuesIn<Rest> : never
type ValueAt<Rest extends string> = Rest extends `${infer Name}, ${'plural' | 'select'},${string}`
  ? Name extends NoName
    ? PlainAt<Rest>
    : Name
  : PlainAt<Rest>
type PlainAt<Rest extends string> = Rest extends `${infer Name}}${string}`
  ? Name extends NoName
    ? never
    : Name
  : never
/** The text of a case, between braces. */
type NoName = '' | `${string}${' ' | '#' | '{' | '}' | ','}${string}`

const CHOICE = /\{(\w+), (plural|select),/

/**
 * Compiles an ICU message: `{name}`, `{count, plural, one {…} other {…}}`, `{who, select, self {…} other {…}}`. Each
 * case becomes a whole text. A choice has one name of its kind, so that the browser need not be told which.
 * @throws if it is no such message
 */
export function compile(message: string): Compiled {
  const choice = CHOICE.exec(message)
  if (!choice) {
    if (/[{}]/.test(message.replace(/\{\w+\}/g, ''))) throw new Error(`a brace too many in ${message}`)
    return message
  }
  const [head, value, kind] = choice
  if (value !== (kind === 'plural' ? 'count' : 'who')) throw new Error(`a ${kind} takes no ${value}: ${message}`)
  const cases: [name: string, text: string][] = []
  let at = choice.index + head.length
  for (let next = caseAt(message, at); next; next = caseAt(message, at)) {
    const end = closing(message, at + next.length)
    const text = message.slice(at + next.length, end)
    cases.push([next.name, kind === 'plural' ? text.replaceAll('#', '{count}') : text])
    at = end + 1
  }
  const end = closing(message, at)
  if (message.slice(at, end).trim() !== '' || !cases.some(([name]) => name === 'other')) {
    throw new Error(`a ${kind} without other, or with more than cases: ${message}`)
  }
  const [before, after] = [message.slice(0, choice.index), message.slice(end + 1)]
  return Object.fromEntries(cases.map(([name, text]) => [name, compile(before + text + after)]))
}

/** The name of a case that begins here, and the length of what stands before its text. */
function caseAt(message: string, at: number): { name: string; length: number } | null {
  const [all = '', name = ''] = /^\s*(\w+) \{/.exec(message.slice(at)) ?? []
  return name === '' ? null : { name, length: all.length }
}

/** Where the brace is that closes what is open here. */
function closing(message: string, from: number): number {
  let depth = 0
  for (let at = from; at < message.length; at++) {
    if (message[at] === '{') depth++
    else if (message[at] === '}' && depth-- === 0) return at
  }
  throw new Error(`a brace is not closed in ${message}`)
}
