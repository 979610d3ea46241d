import { enWriting, type WritingCatalog } from '../i18n/en-writing.ts'
import { ruWriting } from '../i18n/ru-writing.ts'
import { useFrame } from './frame-context.ts'

const CATALOGS: Readonly<Record<string, WritingCatalog>> = { en: enWriting, ru: ruWriting }

/** What views of formatting and emoji may need: their phrases come with their script, in all languages. */
export function useWritingFrame() {
  const frame = useFrame()
  const writing = CATALOGS[frame.phrases.language.split('-')[0] ?? ''] ?? enWriting
  return { ...frame, say: { ...frame.say, ...writing } }
}
