import type { Group } from '../i18n/group.ts'

/** The phrases of message requests. */
export const requests = {
  requestInvited: {
    en: '{name} wants to message you',
    ru: '{name} хочет вам написать',
    ar: '{name} يريد مراسلتك',
    de: '{name} möchte Ihnen schreiben',
    es: '{name} quiere escribirte',
    fr: '{name} souhaite vous écrire',
  },
  requestInvitedHint: {
    en: 'They can’t send more until you accept.',
    ru: 'Новые сообщения придут, только если вы примете запрос.',
    ar: 'لن تصلك رسائل أخرى حتى تقبل.',
    de: 'Weitere Nachrichten kommen erst an, wenn Sie annehmen.',
    es: 'No recibirás más mensajes hasta que aceptes.',
    fr: 'Aucun autre message n’arrivera avant que vous acceptiez.',
  },
  accept: { en: 'Accept', ru: 'Принять', ar: 'قبول', de: 'Annehmen', es: 'Aceptar', fr: 'Accepter' },
  decline: { en: 'Decline', ru: 'Отклонить', ar: 'رفض', de: 'Ablehnen', es: 'Rechazar', fr: 'Refuser' },
  requestPending: {
    en: 'Request sent. You can continue once {name} accepts.',
    ru: 'Запрос отправлен. Продолжить можно, когда {name} его примет.',
    ar: 'أُرسل الطلب. يمكنك المتابعة بعد موافقة {name}.',
    de: 'Anfrage gesendet. Sie können weiterschreiben, sobald {name} annimmt.',
    es: 'Solicitud enviada. Podrás seguir cuando {name} acepte.',
    fr: 'Demande envoyée. Vous pourrez continuer quand {name} aura accepté.',
  },
  requestFirst: {
    en: '{name} will receive your first message as a request.',
    ru: '{name} получит ваше первое сообщение как запрос.',
    ar: 'ستصل رسالتك الأولى إلى {name} كطلب.',
    de: '{name} erhält Ihre erste Nachricht als Anfrage.',
    es: '{name} recibirá tu primer mensaje como solicitud.',
    fr: '{name} recevra votre premier message comme une demande.',
  },
  requestDeclined: {
    en: '{name} declined your request.',
    ru: '{name} отклонил(а) ваш запрос.',
    ar: 'رفض {name} طلبك.',
    de: '{name} hat Ihre Anfrage abgelehnt.',
    es: '{name} rechazó tu solicitud.',
    fr: '{name} a refusé votre demande.',
  },
  managersOnly: {
    en: 'Only admins can write here.',
    ru: 'Писать могут только администраторы.',
    ar: 'الكتابة هنا للمشرفين فقط.',
    de: 'Hier dürfen nur Admins schreiben.',
    es: 'Aquí solo pueden escribir los administradores.',
    fr: 'Seuls les administrateurs peuvent écrire ici.',
  },
  notPermitted: {
    en: 'You can’t write in this conversation.',
    ru: 'Вы не можете писать в этот чат.',
    ar: 'لا يمكنك الكتابة في هذه المحادثة.',
    de: 'Sie können in diesem Chat nicht schreiben.',
    es: 'No puedes escribir en este chat.',
    fr: 'Vous ne pouvez pas écrire dans cette discussion.',
  },
} as const satisfies Group
