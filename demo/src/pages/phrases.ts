export type Language = 'en' | 'ru'

export const MOUNT_KINDS = ['inbox', 'chatbox', 'elements', 'react', 'turbo', 'app'] as const
export type MountKind = (typeof MOUNT_KINDS)[number]

export interface Words {
  tagline: string
  write: string
  signedInAs: string
  guest: string
  yours: string
  newest: string
  neighbours: string
  lead: string
  seeAs: string
  sideBySide: string
  sideBySideText: string
  how: string
  howText: string
  dark: string
  light: string
  other: string
  visitor: string
  from: string
  talk: string
  talkText: string
  club: string
  clubText: string
  joinClub: string
  ask: string
  back: string
  mounts: string
  mountsText: string
  /** by the page's name in its address */
  mount: Record<MountKind, string>
  otherPage: string
  openApp: string
  colours: string
  messages: string
}

export const words: Record<Language, Words> = {
  en: {
    tagline: 'The neighbours’ market by the sea',
    write: 'Write a message',
    signedInAs: 'Signed in as',
    guest: 'Not signed in',
    yours: 'Yours',
    newest: 'New on the quay',
    neighbours: 'Neighbours',
    lead: 'A small site with three users. It embeds ImbaChat with two script tags, as yours will.',
    seeAs: 'See the site as',
    sideBySide: 'Two users side by side',
    sideBySideText: 'Write on the left, read on the right.',
    how: 'What happens here',
    howText:
      'Each page signs a token for its user; the chat takes names and pictures from this site’s /users-info. The pages are served with a strict Content-Security-Policy, from another origin than the chat.',
    dark: 'Dark',
    light: 'Light',
    other: 'По-русски',
    visitor: 'a visitor',
    from: 'from',
    talk: 'Talk on the quay',
    talkText: 'One public room for all neighbours, placed inside the page. Everyone who opens the page is in it.',
    club: 'The swimming club',
    clubText: 'Every morning at seven, whatever the weather. The group opens in the chat’s own window.',
    joinClub: 'Join the group',
    ask: 'Ask about this item',
    back: 'All items',
    mounts: 'Ways to embed',
    mountsText: 'One page for each place and framework, all under a strict policy.',
    mount: {
      inbox: 'Inbox in a page',
      chatbox: 'Conversations in a page',
      elements: 'Custom elements',
      react: 'React, in strict mode',
      turbo: 'Turbo',
      app: 'Web view of an app',
    },
    otherPage: 'Another page',
    openApp: 'Open the full page',
    colours: 'Colors',
    messages: 'Messages',
  },
  ru: {
    tagline: 'Соседский рынок у моря',
    write: 'Написать сообщение',
    signedInAs: 'Вы вошли как',
    guest: 'Вы не вошли',
    yours: 'Ваше',
    newest: 'Новое на причале',
    neighbours: 'Соседи',
    lead: 'Небольшой сайт с тремя пользователями. Чат ImbaChat встроен в него двумя тегами script, как и в ваш.',
    seeAs: 'Посмотреть сайт глазами',
    sideBySide: 'Два пользователя рядом',
    sideBySideText: 'Пишите слева, читайте справа.',
    how: 'Что здесь происходит',
    howText:
      'Каждая страница подписывает токен своего пользователя; имена и картинки чат берёт с этого сайта, из /users-info. Страницы отдаются со строгой Content-Security-Policy и с другого источника, чем чат.',
    dark: 'Тёмная',
    light: 'Светлая',
    other: 'In English',
    visitor: 'гостя',
    from: '·',
    talk: 'Разговоры на причале',
    talkText: 'Одна открытая комната для всех соседей прямо на странице. Кто открыл страницу, тот в ней.',
    club: 'Клуб пловцов',
    clubText: 'Каждое утро в семь, в любую погоду. Группа откроется в окне чата.',
    joinClub: 'Вступить в группу',
    ask: 'Спросить об этом товаре',
    back: 'Все товары',
    mounts: 'Способы встроить чат',
    mountsText: 'По странице на каждое место и фреймворк, все со строгой политикой.',
    mount: {
      inbox: 'Чаты на странице',
      chatbox: 'Отдельные чаты на странице',
      elements: 'Свои элементы HTML',
      react: 'React в строгом режиме',
      turbo: 'Turbo',
      app: 'Веб-страница в приложении',
    },
    otherPage: 'Другая страница',
    openApp: 'Открыть во весь экран',
    colours: 'Цвета',
    messages: 'Сообщения',
  },
}
