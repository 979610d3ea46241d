import { phrasesOf } from '../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Widgets',
    lead: 'Each widget is the chat for one site.',
    new: 'New widget',
    dev_id: 'DEV_ID',
    no_origins: 'No site added',
    empty_title: 'Add chat to your site in three steps',
    empty_1: 'Create a widget for your site',
    empty_2: 'Add the code to your pages',
    empty_3: 'Connect user names and avatars',
    empty_act: 'Create a widget',
  },
  ru: {
    title: 'Виджеты',
    lead: 'Каждый виджет — чат одного сайта.',
    new: 'Новый виджет',
    dev_id: 'DEV_ID',
    no_origins: 'Сайт не указан',
    empty_title: 'Добавьте чат на сайт за три шага',
    empty_1: 'Создайте виджет для своего сайта',
    empty_2: 'Добавьте код на страницы',
    empty_3: 'Подключите имена и аватары',
    empty_act: 'Создать виджет',
  },
})
