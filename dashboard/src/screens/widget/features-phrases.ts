import { phrasesOf } from '../../i18n/index.ts'

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
