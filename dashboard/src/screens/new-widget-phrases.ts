import { phrasesOf } from '../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'New widget',
    lead: 'You can change all of this later.',
    name: 'Name',
    name_hint: 'Only you see this.',
    name_example: 'My shop',
    site: 'Site address',
    site_hint: 'Only pages on this site can load the chat.',
    users_info_url: 'Users info URL',
    users_info_url_hint:
      'Where the chat gets names and avatars from your site. Without it, users have placeholder names.',
    submit: 'Create widget',
    done: 'Widget created',
    too_many: 'This account has the maximum number of widgets. The server administrator can raise the limit.',
  },
  ru: {
    title: 'Новый виджет',
    lead: 'Всё это можно изменить позже.',
    name: 'Название',
    name_hint: 'Видно только вам.',
    name_example: 'Мой магазин',
    site: 'Адрес сайта',
    site_hint: 'Чат загрузится только на страницах этого сайта.',
    users_info_url: 'Адрес данных о пользователях',
    users_info_url_hint: 'Откуда чат получает имена и аватары. Без этого адреса у пользователей условные имена.',
    submit: 'Создать виджет',
    done: 'Виджет создан',
    too_many: 'В аккаунте уже максимальное число виджетов. Увеличить его может администратор сервера.',
  },
})
