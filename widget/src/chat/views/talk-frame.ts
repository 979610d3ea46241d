import { enTalk, type TalkCatalog } from '../i18n/en-talk.ts'
import { ruTalk } from '../i18n/ru-talk.ts'
import { useLaterFrame } from './frame-context.ts'

const CATALOGS: Readonly<Record<string, TalkCatalog>> = { en: enTalk, ru: ruTalk }

/** What views of pins, mentions and readers may need: their phrases come with their script, in all languages. */
export function useTalkFrame() {
  const frame = useLaterFrame()
  const talk = CATALOGS[frame.phrases.language.split('-')[0] ?? ''] ?? enTalk
  return { ...frame, say: { ...frame.say, ...talk } }
}
