import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { Catalog, LaterCatalog } from '../i18n/catalog.ts'
import { type LanguageContext, useLanguage } from './language-context.ts'

interface ViewContext extends LanguageContext {
  frame: ChatFrameModel
  say: Catalog
}

/** Context of every view: the frame, and the reader's language. The context is given the whole frame. */
export const useViewContext = useLanguage as () => ViewContext

/** The same with all phrases, for views that are fetched on demand by `later`, which waits for the phrases. */
export function useLaterContext(): ViewContext & { say: Catalog & LaterCatalog } {
  const context = useViewContext()
  const later = context.phrases.later.value
  if (!later) throw new Error('a view on demand was drawn before its phrases came')
  return { ...context, say: { ...context.say, ...later } }
}
