import { enList, type ListCatalog } from '../i18n/en-list.ts'
import { ruList } from '../i18n/ru-list.ts'
import { useLaterFrame } from './frame-context.ts'

const CATALOGS: Readonly<Record<string, ListCatalog>> = { en: enList, ru: ruList }

/** What views of the list may need: their phrases come with their script, in all languages. */
export function useListFrame() {
  const frame = useLaterFrame()
  const list = CATALOGS[frame.phrases.language.split('-')[0] ?? ''] ?? enList
  return { ...frame, say: { ...frame.say, ...list } }
}
