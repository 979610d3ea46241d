import { type PhraseChanges, withChanges } from '@imbachat/protocol/phrases/phrase-changes'
import { computed } from '@preact/signals'
import type { Phrases } from './phrases-for.ts'
import { withErrorTexts } from './with-error-texts.ts'

/** The phrases with the owner's words in them. */
export function changed(plain: Phrases, changes: PhraseChanges = {}): Phrases {
  const own = changes[plain.language.split('-')[0] as keyof PhraseChanges]
  if (!own) return plain
  const later = computed(() => plain.later.value && withErrorTexts(withChanges(plain.later.value, own)))
  return { ...plain, say: withChanges(plain.say, own), later }
}
