import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Catalog } from '../i18n/en.ts'
import type { Phrases } from '../i18n/phrases.ts'
import type { FrameModel } from '../model/frame-model.ts'
import type { Times } from '../model/times.ts'

export const FrameContext = createContext<FrameModel | null>(null)

/** What every view may need: the frame, and the reader's language. */
export function useFrame(): { frame: FrameModel; say: Catalog; phrases: Phrases; times: Times } {
  const frame = useContext(FrameContext)
  const language = frame?.language.value
  if (!frame || !language) throw new Error('a view was drawn outside of the frame, or before it has a language')
  return { frame, say: language.phrases.say, ...language }
}
