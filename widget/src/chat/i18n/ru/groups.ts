import type { GroupsCatalog } from '../en/groups.ts'

export const ruGroups: GroupsCatalog = {
  whoJoins: 'Кто может вступить',
  joinKinds: { anyone: 'Все желающие', request: 'По заявке', invitation: 'По приглашению' },
  joinHints: {
    anyone: 'Любой пользователь сайта может найти её, читать и вступить.',
    request: 'Любой пользователь сайта может найти её и подать заявку. Решают администраторы.',
    invitation: 'В поиске её нет. Участников добавляют, или они вступают по ссылке.',
  },
  slowMode: 'Медленный режим',
  slowOff: 'Выключен',
  groupKinds: { anyone: 'Публичная', request: 'Вступление по заявке' },

  addPicture: 'Добавить фото',
  changePicture: 'Изменить фото',
  removePicture: 'Удалить',
  cropPicture: 'Фото группы',
  cropHint: 'Перетащите фото или двигайте его стрелками',
  cropZoom: 'Масштаб',
  cropDone: 'Готово',

  askToJoin: 'Подать заявку',
  askToJoinRoom: 'Подать заявку: %s',
  askNote: 'Сообщение (необязательно)',
  askHint: 'Администраторы увидят вашу заявку. Читать и писать можно будет, когда её примут.',
  askSend: 'Отправить заявку',
  askSent: 'Заявка отправлена',
  askSentHint: 'Вы станете участником, как только её примут.',
  askCancel: 'Отозвать заявку',
  askDeclined: 'Заявка отклонена',
  askAgain: 'Новую заявку можно подать после %s.',
  ownAsks: 'Ваши заявки',
  showAsk: '%s: ваша заявка',

  joinRequests: 'Заявки на вступление',
  joinRequestCount: {
    one: '# заявка на вступление',
    few: '# заявки на вступление',
    many: '# заявок на вступление',
    other: '# заявки на вступление',
  },
  noJoinRequests: 'Новых заявок нет',
  acceptAll: 'Принять все',
  acceptAllQuestion: {
    one: 'Принять # заявку?',
    few: 'Принять # заявки?',
    many: 'Принять # заявок?',
    other: 'Принять # заявки?',
  },
  acceptPerson: 'Принять: %s',
  declinePerson: 'Отклонить: %s',
  asksFull: 'Состоит в слишком многих чатах и не может вступить ещё в один.',

  inviteApproval: 'Вступление с одобрения администраторов',
  inviteApproved: 'С одобрением',
  inviteStopped: 'Не действует: создатель больше не администратор',
}
