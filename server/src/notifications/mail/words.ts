import type { Language } from '@imbachat/protocol/phrases/languages'

/** A text for each form of plural that the language has; `{n}` is the number. */
type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>

/** Phrases of mails about unread messages, and of the page on which they are turned off. */
export interface Words {
  /** before the conversation or the site */
  subject: string
  unread: Plural
  /** messages that are not shown */
  more: Plural
  open: string
  /** above the mail, between two marks */
  reply_above: string
  /** a link that writes a mail */
  reply: string
  photo: string
  video: string
  voice: string
  file: string
  missed_call: string
  missed_video_call: string
  someone: string
  erased: string
  why: string
  off_room: string
  off_all: string
  page: {
    title: string
    ask: string
    done_room: string
    done_all: string
    undo: string
    undone: string
    settings: string
    gone: string
  }
  sample: {
    people: [string, string, string]
    group: string
    /** two by the first person, one by the second, one by the third in the group */
    texts: [string, string, string, string]
  }
}

export const WORDS: Record<Language, Words> = {
  en: {
    subject: 'New messages',
    unread: { one: '{n} unread message', other: '{n} unread messages' },
    more: { one: 'and {n} more message', other: 'and {n} more messages' },
    open: 'Open chat',
    reply_above: 'Reply above this line',
    reply: 'Reply by email',
    photo: 'Photo',
    video: 'Video',
    voice: 'Voice message',
    file: 'File',
    missed_call: 'Missed call',
    missed_video_call: 'Missed video call',
    someone: 'User',
    erased: 'Deleted user',
    why: 'You get this email because there are messages for you on {site} that you have not read.',
    off_room: 'No emails about this chat',
    off_all: 'Unsubscribe from these emails',
    page: {
      title: 'Emails about new messages',
      ask: 'Which emails from {site} do you no longer want?',
      done_room: 'You will get no more emails about this chat.',
      done_all: 'You will get no more emails about new messages on {site}.',
      undo: 'Turn on again',
      undone: 'Emails are on again.',
      settings: 'You can change this at any time in the settings of the chat.',
      gone: 'This link no longer works.',
    },
    sample: {
      people: ['Anna Weber', 'Boris Ivanov', 'Clara Jones'],
      group: 'Weekend trip',
      texts: [
        'Hi! Is the bike still for sale?',
        'I could pick it up tomorrow after six.',
        'Your order has left our warehouse.',
        'Who takes the tent?',
      ],
    },
  },
  ru: {
    subject: 'Новые сообщения',
    unread: {
      one: '{n} непрочитанное сообщение',
      few: '{n} непрочитанных сообщения',
      many: '{n} непрочитанных сообщений',
      other: '{n} непрочитанного сообщения',
    },
    more: {
      one: 'и ещё {n} сообщение',
      few: 'и ещё {n} сообщения',
      many: 'и ещё {n} сообщений',
      other: 'и ещё {n} сообщения',
    },
    open: 'Открыть чат',
    reply_above: 'Напишите ответ над этой строкой',
    reply: 'Ответить по почте',
    photo: 'Фото',
    video: 'Видео',
    voice: 'Голосовое сообщение',
    file: 'Файл',
    missed_call: 'Пропущенный звонок',
    missed_video_call: 'Пропущенный видеозвонок',
    someone: 'Пользователь',
    erased: 'Удалённый пользователь',
    why: 'Это письмо пришло, потому что на {site} есть сообщения, которые вы не прочитали.',
    off_room: 'Не присылать письма об этом чате',
    off_all: 'Отписаться от этих писем',
    page: {
      title: 'Письма о новых сообщениях',
      ask: 'Какие письма от {site} больше не присылать?',
      done_room: 'Писем об этом чате больше не будет.',
      done_all: 'Писем о новых сообщениях на {site} больше не будет.',
      undo: 'Включить снова',
      undone: 'Письма снова включены.',
      settings: 'Это можно изменить в любое время в настройках чата.',
      gone: 'Эта ссылка больше не работает.',
    },
    sample: {
      people: ['Анна Вебер', 'Борис Иванов', 'Клара Джонс'],
      group: 'Поход на выходные',
      texts: [
        'Здравствуйте! Велосипед ещё продаётся?',
        'Могу забрать завтра после шести.',
        'Ваш заказ отправлен со склада.',
        'Кто берёт палатку?',
      ],
    },
  },
  ar: {
    subject: 'رسائل جديدة',
    unread: {
      zero: 'لا رسائل غير مقروءة',
      one: 'رسالة واحدة غير مقروءة',
      two: 'رسالتان غير مقروءتين',
      few: '{n} رسائل غير مقروءة',
      many: '{n} رسالة غير مقروءة',
      other: '{n} رسالة غير مقروءة',
    },
    more: {
      one: 'ورسالة أخرى',
      two: 'ورسالتان أخريان',
      few: 'و{n} رسائل أخرى',
      many: 'و{n} رسالة أخرى',
      other: 'و{n} رسالة أخرى',
    },
    open: 'فتح الدردشة',
    reply_above: 'اكتب ردك فوق هذا السطر',
    reply: 'الرد عبر البريد',
    photo: 'صورة',
    video: 'فيديو',
    voice: 'رسالة صوتية',
    file: 'ملف',
    missed_call: 'مكالمة فائتة',
    missed_video_call: 'مكالمة فيديو فائتة',
    someone: 'مستخدم',
    erased: 'مستخدم محذوف',
    why: 'وصلتك هذه الرسالة لأن لديك على {site} رسائل لم تقرأها.',
    off_room: 'إيقاف البريد عن هذه المحادثة',
    off_all: 'إلغاء الاشتراك في رسائل البريد هذه',
    page: {
      title: 'إشعارات البريد عن الرسائل الجديدة',
      ask: 'ما الرسائل التي لم تعد ترغب في تلقيها من {site}؟',
      done_room: 'لن يصلك بريد عن هذه المحادثة بعد الآن.',
      done_all: 'لن يصلك بريد عن الرسائل الجديدة على {site} بعد الآن.',
      undo: 'التفعيل من جديد',
      undone: 'تم تفعيل البريد من جديد.',
      settings: 'يمكنك تغيير ذلك في أي وقت من إعدادات الدردشة.',
      gone: 'لم يعد هذا الرابط يعمل.',
    },
    sample: {
      people: ['أنس محمود', 'بشرى خليل', 'كريم سعيد'],
      group: 'رحلة نهاية الأسبوع',
      texts: [
        'مرحبًا! هل الدراجة ما زالت للبيع؟',
        'يمكنني استلامها غدًا بعد السادسة.',
        'غادر طلبك مستودعنا.',
        'من سيحضر الخيمة؟',
      ],
    },
  },
  de: {
    subject: 'Neue Nachrichten',
    unread: { one: '{n} ungelesene Nachricht', other: '{n} ungelesene Nachrichten' },
    more: { one: 'und {n} weitere Nachricht', other: 'und {n} weitere Nachrichten' },
    open: 'Chat öffnen',
    reply_above: 'Antworten Sie über dieser Zeile',
    reply: 'Per E-Mail antworten',
    photo: 'Foto',
    video: 'Video',
    voice: 'Sprachnachricht',
    file: 'Datei',
    missed_call: 'Verpasster Anruf',
    missed_video_call: 'Verpasster Videoanruf',
    someone: 'Nutzer',
    erased: 'Gelöschter Nutzer',
    why: 'Sie erhalten diese E-Mail, weil es auf {site} Nachrichten gibt, die Sie noch nicht gelesen haben.',
    off_room: 'Keine E-Mails zu diesem Chat',
    off_all: 'Diese E-Mails abbestellen',
    page: {
      title: 'E-Mails über neue Nachrichten',
      ask: 'Welche E-Mails von {site} möchten Sie nicht mehr erhalten?',
      done_room: 'Sie erhalten keine E-Mails zu diesem Chat mehr.',
      done_all: 'Sie erhalten keine E-Mails über neue Nachrichten auf {site} mehr.',
      undo: 'Wieder einschalten',
      undone: 'Die E-Mails sind wieder eingeschaltet.',
      settings: 'Sie können das jederzeit in den Einstellungen des Chats ändern.',
      gone: 'Dieser Link funktioniert nicht mehr.',
    },
    sample: {
      people: ['Anna Weber', 'Boris Krüger', 'Clara Scholz'],
      group: 'Ausflug am Wochenende',
      texts: [
        'Hallo! Ist das Fahrrad noch zu haben?',
        'Ich könnte es morgen nach sechs abholen.',
        'Ihre Bestellung hat unser Lager verlassen.',
        'Wer bringt das Zelt mit?',
      ],
    },
  },
  es: {
    subject: 'Mensajes nuevos',
    unread: { one: '{n} mensaje sin leer', other: '{n} mensajes sin leer' },
    more: { one: 'y {n} mensaje más', other: 'y {n} mensajes más' },
    open: 'Abrir el chat',
    reply_above: 'Responde encima de esta línea',
    reply: 'Responder por correo',
    photo: 'Foto',
    video: 'Video',
    voice: 'Mensaje de voz',
    file: 'Archivo',
    missed_call: 'Llamada perdida',
    missed_video_call: 'Videollamada perdida',
    someone: 'Usuario',
    erased: 'Usuario eliminado',
    why: 'Recibes este correo porque en {site} hay mensajes sin leer.',
    off_room: 'No recibir correos de este chat',
    off_all: 'Cancelar la suscripción a estos correos',
    page: {
      title: 'Correos sobre mensajes nuevos',
      ask: '¿Qué correos de {site} ya no quieres recibir?',
      done_room: 'Ya no recibirás correos de este chat.',
      done_all: 'Ya no recibirás correos sobre mensajes nuevos en {site}.',
      undo: 'Activar de nuevo',
      undone: 'Los correos están activados de nuevo.',
      settings: 'Puedes cambiarlo cuando quieras en los ajustes del chat.',
      gone: 'Este enlace ya no funciona.',
    },
    sample: {
      people: ['Ana Vega', 'Bruno Ibáñez', 'Clara Soto'],
      group: 'Excursión del sábado',
      texts: [
        '¡Hola! ¿Sigue en venta la bicicleta?',
        'Podría recogerla mañana después de las seis.',
        'Tu pedido salió de nuestro almacén.',
        '¿Quién lleva la tienda de campaña?',
      ],
    },
  },
  fr: {
    subject: 'Nouveaux messages',
    unread: { one: '{n} message non lu', other: '{n} messages non lus' },
    more: { one: 'et {n} autre message', other: 'et {n} autres messages' },
    open: 'Ouvrir le chat',
    reply_above: 'Répondez au-dessus de cette ligne',
    reply: 'Répondre par e-mail',
    photo: 'Photo',
    video: 'Vidéo',
    voice: 'Message vocal',
    file: 'Fichier',
    missed_call: 'Appel manqué',
    missed_video_call: 'Appel vidéo manqué',
    someone: 'Utilisateur',
    erased: 'Utilisateur supprimé',
    why: 'Vous recevez cet e-mail car vous n’avez pas lu certains messages sur {site}.',
    off_room: 'Ne plus recevoir d’e-mails sur cette discussion',
    off_all: 'Se désabonner de ces e-mails',
    page: {
      title: 'E-mails sur les nouveaux messages',
      ask: 'Quels e-mails de {site} ne souhaitez-vous plus recevoir ?',
      done_room: 'Vous ne recevrez plus d’e-mails sur cette discussion.',
      done_all: 'Vous ne recevrez plus d’e-mails sur les nouveaux messages de {site}.',
      undo: 'Réactiver',
      undone: 'Les e-mails sont réactivés.',
      settings: 'Vous pouvez changer cela à tout moment dans les réglages du chat.',
      gone: 'Ce lien ne fonctionne plus.',
    },
    sample: {
      people: ['Anne Vasseur', 'Bruno Imbert', 'Claire Joly'],
      group: 'Sortie du week-end',
      texts: [
        'Bonjour ! Le vélo est-il toujours à vendre ?',
        'Je pourrais le récupérer demain après 18 h.',
        'Votre commande a quitté notre entrepôt.',
        'Qui apporte la tente ?',
      ],
    },
  },
}

export const withNumber = (language: Language, forms: Plural, n: number): string =>
  (forms[new Intl.PluralRules(language).select(n)] ?? forms.other).replace(
    '{n}',
    new Intl.NumberFormat(language).format(n),
  )
