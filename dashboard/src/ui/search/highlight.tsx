import type { ComponentChildren } from 'preact'

/** Strings first, since they may hold what looks like a comment: `"https://…"`. */
const PARTS = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|((?:^|(?<=\s))(?:\/\/|# )[^\n]*)/gm

/** Marks strings and comments, in the few forms that the shown languages have; everything stays text. */
export function highlight(code: string): ComponentChildren[] {
  const shown: ComponentChildren[] = []
  let at = 0
  for (const { 0: text, 1: string, index } of code.matchAll(PARTS)) {
    shown.push(code.slice(at, index))
    shown.push(<span class={string === undefined ? 'code-comment' : 'code-string'}>{text}</span>)
    at = index + text.length
  }
  shown.push(code.slice(at))
  return shown
}
