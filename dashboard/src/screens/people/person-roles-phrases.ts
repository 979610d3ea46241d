import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Roles',
    site: 'On your site',
    site_admin: 'Admin',
    site_user: 'User',
    guest: 'Guest, not signed in to your site',
    site_lead: 'Your site decides this: it sends chat_role with the name and avatar. The chat can’t change it.',
    admin_may:
      'Manages every group that they are in, and gives roles there. Rules about links and new users pass them.',
    rooms: 'In groups',
    rooms_lead: 'Owner, admin or member. Change it below, under Conversations.',
    team: 'In this dashboard',
    team_lead: 'Moderators work here under an account of their own.',
    team_link: 'Open the team',
  },
  ru: {
    title: 'Роли',
    site: 'На вашем сайте',
    site_admin: 'Администратор',
    site_user: 'Пользователь',
    guest: 'Гость, на сайте не вошёл',
    site_lead: 'Это решает ваш сайт: он передаёт chat_role вместе с именем и аватаром. Изменить роль в чате нельзя.',
    admin_may:
      'Управляет всеми группами, где состоит, и раздаёт в них роли. Правила о ссылках и новичках не действуют.',
    rooms: 'В группах',
    rooms_lead: 'Владелец, администратор или участник. Изменить можно ниже, в разделе «Чаты».',
    team: 'В личном кабинете',
    team_lead: 'Модераторы работают здесь в собственном аккаунте.',
    team_link: 'Открыть команду',
  },
})
