import { phrasesOf } from '../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Page not found',
    lead: 'Check the address for typos.',
    act: 'Back to widgets',
  },
  ru: {
    title: 'Страница не найдена',
    lead: 'Проверьте адрес.',
    act: 'Вернуться к виджетам',
  },
})
