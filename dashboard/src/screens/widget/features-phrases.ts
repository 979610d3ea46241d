import { language, phrasesOf } from '../../i18n/index.ts'
import { SETTING_PLACES } from './settings/setting-places.ts'

export const t = phrasesOf({
  en: {
    elsewhere: 'In other sections',
    search: 'Find a setting',
    search_hint: 'Files, guests, links…',
    none: 'No setting matches.',
  },
  ru: {
    elsewhere: 'В других разделах',
    search: 'Найти настройку',
    search_hint: 'Файлы, гости, ссылки…',
    none: 'Таких настроек нет.',
  },
})

/** Other words for a setting, in the reader's language. */
export const searchWords = (name: keyof typeof SETTING_PLACES): string => SETTING_PLACES[name][language.value]
