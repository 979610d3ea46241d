import { enSafety, type SafetyCatalog } from '../i18n/en-safety.ts'
import { ruSafety } from '../i18n/ru-safety.ts'
import { useLaterFrame } from './frame-context.ts'

const CATALOGS: Readonly<Record<string, SafetyCatalog>> = { en: enSafety, ru: ruSafety }

/** What views of blocks, reports and settings may need: their phrases come with their script, in all languages. */
export function useSafetyFrame() {
  const frame = useLaterFrame()
  const safety = CATALOGS[frame.phrases.language.split('-')[0] ?? ''] ?? enSafety
  return { ...frame, say: { ...frame.say, ...safety } }
}
