import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { Catalog, LaterCatalog } from '../i18n/catalog.ts'
import type { Phrases } from '../i18n/phrases-for.ts'
import type { Times } from './times.ts'

export const ChatFrameContext = createContext<ChatFrameModel | null>(null)

interface ViewContext {
  frame: ChatFrameModel
  say: Catalog
  phrases: Phrases
  times: Times
}

/** What every view may need: the frame, and the reader's language. */
export function useViewContext(): ViewContext {
  const frame = useContext(ChatFrameContext)
  const language = frame?.language.value
  if (!frame || !language) throw new Error('a view was drawn outside of the frame, or before it has a language')
  return { frame, say: language.phrases.say, ...language }
}

/** The same with all phrases, for views that are fetched on demand by `later`, which waits for the phrases. */
export function useLaterContext(): ViewContext & { say: Catalog & LaterCatalog } {
  const context = useViewContext()
  const later = context.phrases.later.value
  if (!later) throw new Error('a view on demand was drawn before its phrases came')
  return { ...context, say: { ...context.say, ...later } }
}
