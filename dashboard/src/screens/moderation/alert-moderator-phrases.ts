import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: { title: 'Work for moderators', waiting: 'Waiting now: {count}' },
  ru: { title: 'Есть работа для модераторов', waiting: 'Сейчас в очереди: {count}' },
})
