/** A word after a colon that stands before the caret. */
export interface Suggesting {
  word: string
  /** a second colon ends it: it names one emoji */
  ended: boolean
  /** characters before the caret that the emoji takes the place of */
  length: number
}

const TYPED = /(?:^|[\s([{"'«“])(:([\p{L}\d_+-]{2,30})(:?))$/u

export function suggestingAt(text: string, caret: number): Suggesting | null {
  const [, typed, word, end] = TYPED.exec(text.slice(Math.max(0, caret - 40), caret)) ?? []
  return typed === undefined || word === undefined ? null : { word, ended: end === ':', length: typed.length }
}
