import { languages } from './languages.ts'
import { type PhraseChanges, withChanges } from './phrase-changes.ts'
import { type OwnWindowPhrases, type WindowPhrases, windowPhrasesIn } from './window-phrases.ts'

/** Prefix of the window's phrases among those that an owner may change: `window.open`. */
export const WINDOW_PLACE = 'window.'

/**
 * Of what the owner changed, that which the widget script carries; undefined: nothing. It is looked at here, so that
 * the script need not: a text that would lose its number is left out.
 */
export function ownWindowPhrases(changes: PhraseChanges): OwnWindowPhrases | undefined {
  const own: OwnWindowPhrases = {}
  for (const language of languages) {
    const plain = windowPhrasesIn(language)
    const texts = Object.entries(withChanges(plain, changes[language] ?? {}, WINDOW_PLACE))
    const changed = texts.filter(([name, text]) => plain[name as keyof WindowPhrases] !== text)
    if (changed.length > 0) own[language] = Object.fromEntries(changed)
  }
  return Object.keys(own).length > 0 ? own : undefined
}
