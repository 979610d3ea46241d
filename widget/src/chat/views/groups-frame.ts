import { enGroups, type GroupsCatalog } from '../i18n/en-groups.ts'
import { ruGroups } from '../i18n/ru-groups.ts'
import { useLaterFrame } from './frame-context.ts'

const CATALOGS: Readonly<Record<string, GroupsCatalog>> = { en: enGroups, ru: ruGroups }

/** What views of groups may need: their phrases come with their script, in all languages. */
export function useGroupsFrame() {
  const frame = useLaterFrame()
  const groups = CATALOGS[frame.phrases.language.split('-')[0] ?? ''] ?? enGroups
  return { ...frame, say: { ...frame.say, ...groups } }
}
