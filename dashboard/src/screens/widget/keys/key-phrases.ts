import { phrasesOf } from '../../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    lasts: 'The previous key works for',
    hours_1: '1 hour',
    hours_6: '6 hours',
    hours_24: '24 hours',
    hours_72: '3 days',
    hours_168: '7 days',
    hours_720: '30 days',
    extend: 'Change the deadline',
    extend_title: 'How long should the previous key keep working?',
    extended: 'Deadline changed',
    works_until: 'works until {time}',
    unused: 'not used yet',
    used: 'last used {ago} ({use})',
    use_token: 'users’ tokens',
    use_rest: 'REST',
    use_site: 'calls to your site',
    moved: 'Your site uses the new key',
    both_used: 'The previous key is still in use',
    not_moved: 'Your site has not used the new key yet',

    lead: 'Your site and the chat use these to trust each other. Keep them on your server, never in a page or an app.',
    show: 'Show',
    hide: 'Hide',
    secret_key: 'Secret key',
    secret_key_lead: "Signs your users' tokens.",
    api_login: 'API login',
    api_login_lead: 'Sent with the password in every request to your site, as HTTP Basic in {header}.',
    api_password: 'API password',
    api_password_lead: 'Your site checks it before it responds.',
    previous: 'Previous',
    made: 'Created {date}',
    current_made: 'Current, created {date}',
    previous_made: 'Previous, created {date}',
    hidden: 'Hidden',
    rotate: 'Rotate',
    retire: 'Retire previous',
    two_secret:
      'Two keys are active: tokens signed with either are accepted. Add the current key to your site. When no page ' +
      'uses the previous one, retire it.',
    two_password:
      'Two passwords are active: the chat sends the current one, and retries with the previous one if your site ' +
      'responds with 401. Add the current password to your site, then retire the previous one.',
    rotate_secret_title: 'Create a new Secret key?',
    rotate_secret_text:
      'Your existing key keeps working alongside the new one, so no one is signed out. Add the new key to your ' +
      'site, then retire the previous one.',
    rotate_password_title: 'Create a new API password?',
    rotate_password_text:
      'The chat sends the new password, and falls back to the existing one until your site accepts it. Add the new ' +
      'password to your site, then retire the previous one.',
    rotate_third: 'If another key is still being replaced, that one stops working as soon as you continue.',
    rotated: 'New key is active',
    retire_secret_title: 'Retire the previous Secret key?',
    retire_secret_text:
      'Tokens signed with it will be rejected. Pages that still use it lose the chat until they get a new token.',
    retire_password_title: 'Retire the previous API password?',
    retire_password_text:
      "The chat will stop sending it. If your site still expects it, names and avatars won't update.",
    retired: 'Previous key retired',
  },
  ru: {
    lasts: 'Прежний ключ действует ещё',
    hours_1: '1 час',
    hours_6: '6 часов',
    hours_24: '24 часа',
    hours_72: '3 дня',
    hours_168: '7 дней',
    hours_720: '30 дней',
    extend: 'Изменить срок',
    extend_title: 'Сколько ещё действует прежний ключ?',
    extended: 'Срок изменён',
    works_until: 'действует до {time}',
    unused: 'ещё не использован',
    used: 'последний раз {ago} ({use})',
    use_token: 'токены пользователей',
    use_rest: 'REST',
    use_site: 'запросы к сайту',
    moved: 'Сайт перешёл на новый ключ',
    both_used: 'Прежний ключ ещё используется',
    not_moved: 'Сайт ещё не использовал новый ключ',

    lead: 'По ним сайт и чат узнают друг друга. Храните их на своём сервере, а не на странице и не в приложении.',
    show: 'Показать',
    hide: 'Скрыть',
    secret_key: 'Секретный ключ',
    secret_key_lead: 'Им ваш сервер подписывает токены пользователей.',
    api_login: 'API-логин',
    api_login_lead: 'Передаётся вместе с паролем в каждом запросе к вашему сайту: HTTP Basic в заголовке {header}.',
    api_password: 'API-пароль',
    api_password_lead: 'Ваш сайт проверяет его перед ответом.',
    previous: 'Прежний',
    made: 'Создан {date}',
    current_made: 'Текущий, создан {date}',
    previous_made: 'Прежний, создан {date}',
    hidden: 'Скрыт',
    rotate: 'Заменить',
    retire: 'Отключить прежний',
    two_secret:
      'Действуют два ключа: принимаются токены, подписанные любым из них. Добавьте на сайт текущий ключ, а когда ' +
      'прежний станет не нужен, отключите его.',
    two_password:
      'Действуют два пароля: чат передаёт текущий, а если сайт отвечает 401 — прежний. Добавьте на сайт текущий ' +
      'пароль, затем отключите прежний.',
    rotate_secret_title: 'Создать новый секретный ключ?',
    rotate_secret_text:
      'Нынешний ключ продолжит действовать вместе с новым, и никому не придётся входить заново. Добавьте новый ключ ' +
      'на сайт, затем отключите прежний.',
    rotate_password_title: 'Создать новый API-пароль?',
    rotate_password_text:
      'Чат начнёт передавать новый пароль, а пока сайт его не принимает, будет пробовать нынешний. Добавьте новый ' +
      'пароль на сайт, затем отключите прежний.',
    rotate_third: 'Если прошлая замена ещё не завершена, самый старый ключ сразу перестанет действовать.',
    rotated: 'Новый ключ действует',
    retire_secret_title: 'Отключить прежний секретный ключ?',
    retire_secret_text:
      'Подписанные им токены больше не будут приниматься. Страницы, которые ещё его используют, останутся без чата, ' +
      'пока не получат новый токен.',
    retire_password_title: 'Отключить прежний API-пароль?',
    retire_password_text:
      'Чат больше не будет его передавать. Если сайт всё ещё ждёт его, имена и аватары перестанут обновляться.',
    retired: 'Прежний ключ отключён',
  },
})
