import type { Group } from '../i18n/group.ts'

/** The phrases of message requests. */
export const requests = {
  requestInvited: {
    en: '%s wants to message you',
    ru: '%s хочет вам написать',
    ar: '%s يريد مراسلتك',
    de: '%s möchte Ihnen schreiben',
    es: '%s quiere escribirte',
    fr: '%s souhaite vous écrire',
  },
  requestInvitedHint: {
    en: "They can't send more until you accept.",
    ru: 'Новые сообщения придут, только если вы примете запрос.',
    ar: 'لن تصلك رسائل أخرى حتى تقبل.',
    de: 'Weitere Nachrichten kommen erst an, wenn Sie annehmen.',
    es: 'No recibirás más mensajes hasta que aceptes.',
    fr: 'Aucun autre message n’arrivera avant que vous acceptiez.',
  },
  accept: { en: 'Accept', ru: 'Принять', ar: 'قبول', de: 'Annehmen', es: 'Aceptar', fr: 'Accepter' },
  decline: { en: 'Decline', ru: 'Отклонить', ar: 'رفض', de: 'Ablehnen', es: 'Rechazar', fr: 'Refuser' },
  requestPending: {
    en: 'Request sent. You can continue once %s accepts.',
    ru: 'Запрос отправлен. Продолжить можно, когда %s его примет.',
    ar: 'أُرسل الطلب. يمكنك المتابعة بعد موافقة %s.',
    de: 'Anfrage gesendet. Sie können weiterschreiben, sobald %s annimmt.',
    es: 'Solicitud enviada. Podrás seguir cuando %s acepte.',
    fr: 'Demande envoyée. Vous pourrez continuer quand %s aura accepté.',
  },
  requestFirst: {
    en: '%s will receive your first message as a request.',
    ru: '%s получит ваше первое сообщение как запрос.',
    ar: 'ستصل رسالتك الأولى إلى %s كطلب.',
    de: '%s erhält Ihre erste Nachricht als Anfrage.',
    es: '%s recibirá tu primer mensaje como solicitud.',
    fr: '%s recevra votre premier message comme une demande.',
  },
  requestDeclined: {
    en: '%s declined your request.',
    ru: '%s отклонил(а) ваш запрос.',
    ar: 'رفض %s طلبك.',
    de: '%s hat Ihre Anfrage abgelehnt.',
    es: '%s rechazó tu solicitud.',
    fr: '%s a refusé votre demande.',
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
    en: "You can't write in this conversation.",
    ru: 'Вы не можете писать в этот чат.',
    ar: 'لا يمكنك الكتابة في هذه المحادثة.',
    de: 'Sie können in diesem Chat nicht schreiben.',
    es: 'No puedes escribir en este chat.',
    fr: 'Vous ne pouvez pas écrire dans cette discussion.',
  },
} satisfies Group
