import { findingsRu } from './findings-ru.ts'
import { isPhraseKey, language, t } from './index.ts'

export interface Finding {
  code: string
  /** English */
  message: string
  params: Record<string, string | number>
}

/** A finding of the server in the reader's language; the server's own sentence when the catalog does not know the code. */
export function findingText({ code, message, params }: Finding): string {
  const phrases: Record<string, string> = findingsRu
  const phrase = language.value === 'ru' && Object.hasOwn(phrases, code) ? phrases[code] : undefined
  return phrase?.replace(/\{(\w+)\}/g, (mark, name: string) => String(params[name] ?? mark)) ?? message
}

/** The heading of a problem with the site. */
export function problemTitle(code: string): string {
  const key = `problem.${code}`
  return t(isPhraseKey(key) ? key : 'problem.other')
}
