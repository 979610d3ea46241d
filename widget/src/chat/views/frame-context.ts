import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Catalog } from '../i18n/en/first.ts'
import type { LaterCatalog, Phrases } from '../i18n/phrases.ts'
import type { FrameModel } from '../model/frame-model.ts'
import type { Times } from '../model/times.ts'

export const FrameContext = createContext<FrameModel | null>(null)

interface Frame {
  frame: FrameModel
  say: Catalog
  phrases: Phrases
  times: Times
}

/** What every view may need: the frame, and the reader's language. */
export function useFrame(): Frame {
  const frame = useContext(FrameContext)
  const language = frame?.language.value
  if (!frame || !language) throw new Error('a view was drawn outside of the frame, or before it has a language')
  return { frame, say: language.phrases.say, ...language }
}

/** The same with all phrases, for views that are fetched on demand by `later`, which waits for the phrases. */
export function useLaterFrame(): Frame & { say: Catalog & LaterCatalog } {
  const frame = useFrame()
  const later = frame.phrases.later.value
  if (!later) throw new Error('a view on demand was drawn before its phrases came')
  return { ...frame, say: { ...frame.say, ...later } }
}
