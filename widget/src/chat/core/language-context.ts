import type { ReadonlySignal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Catalog } from '../i18n/catalog.ts'
import type { Phrases } from '../i18n/phrases-for.ts'
import type { Times } from './times.ts'

/** Phrases and times in the reader's language. */
export interface Language {
  phrases: Phrases
  times: Times
}

/** The part of the chat frame that views outside of the bundles need. The frame itself imports the bundles. */
interface Speaking {
  language: ReadonlySignal<Language | null>
}

export const ChatFrameContext = createContext<Speaking | null>(null)

export interface LanguageContext extends Language {
  frame: Speaking
  say: Catalog
}

export function useLanguage(): LanguageContext {
  const frame = useContext(ChatFrameContext)
  const language = frame?.language.value
  if (!frame || !language) throw new Error('a view was drawn outside of the frame, or before it has a language')
  return { frame, say: language.phrases.say, ...language }
}
