import { argumentsOf } from '@imbachat/protocol/phrases/icu-message'

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

/**
 * Compiles an ICU message: each case of a choice becomes a whole text. A plural is always named `count` and a select
 * `who`, so the browser needs no type of a choice.
 * @throws if the message is invalid
 */
export function compile(message: string): Compiled {
  const choice = argumentsOf(message).find(({ kind }) => kind === 'plural' || kind === 'select')
  if (!choice) {
    if (/[{}]/.test(message.replace(/\{\w+\}/g, ''))) throw new Error(`a brace too many in ${message}`)
    return message
  }
  const { from, to, name, kind, cases } = choice
  if (name !== (kind === 'plural' ? 'count' : 'who')) throw new Error(`a ${kind} takes no ${name}: ${message}`)
  return Object.fromEntries(
    Object.entries(cases).map(([one, text]) => {
      const counted = kind === 'plural' ? text.replaceAll('#', '{count}') : text
      return [one, compile(message.slice(0, from) + counted + message.slice(to))]
    }),
  )
}
