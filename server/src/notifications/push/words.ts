import type { AttachmentKind } from '@imbachat/protocol'
import type { Language } from '@imbachat/protocol/phrases/languages'

/** Phrases of notifications. */
export interface PushWords {
  /** title where the widget shows no names */
  chat: string
  newMessages(count: number): string
  /** somebody asks to begin a dialog */
  request: string
  files: Record<AttachmentKind, string>
  missedCall(video: boolean): string
  reply: string
  /** in the field for a reply */
  message: string
  /** a reply did not arrive */
  notSent: string
}

const counted = (language: Language, forms: Partial<Record<Intl.LDMLPluralRule, string>>) => {
  const rules = new Intl.PluralRules(language)
  const shown = new Intl.NumberFormat(language)
  return (count: number) => (forms[rules.select(count)] ?? forms.other ?? '').replace('#', shown.format(count))
}

export const WORDS: Record<Language, PushWords> = {
  en: {
    chat: 'Chat',
    newMessages: counted('en', { one: 'New message', other: '# new messages' }),
    request: 'Wants to send you a message',
    files: { image: 'Photo', video: 'Video', voice: 'Voice message', file: 'File' },
    missedCall: (video) => (video ? 'Missed video call' : 'Missed call'),
    reply: 'Reply',
    message: 'Message',
    notSent: 'Your reply wasn’t sent. Open the chat and try again.',
  },
  ru: {
    chat: 'Чат',
    newMessages: (count) =>
      count === 1
        ? 'Новое сообщение'
        : counted('ru', {
            one: '# новое сообщение',
            few: '# новых сообщения',
            many: '# новых сообщений',
            other: '# новых сообщений',
          })(count),
    request: 'Хочет написать вам',
    files: { image: 'Фото', video: 'Видео', voice: 'Голосовое сообщение', file: 'Файл' },
    missedCall: (video) => (video ? 'Пропущенный видеозвонок' : 'Пропущенный звонок'),
    reply: 'Ответить',
    message: 'Сообщение',
    notSent: 'Ответ не отправлен. Откройте чат и попробуйте ещё раз.',
  },
  ar: {
    chat: 'الدردشة',
    newMessages: counted('ar', {
      one: 'رسالة جديدة',
      two: 'رسالتان جديدتان',
      few: '# رسائل جديدة',
      many: '# رسالة جديدة',
      other: '# رسالة جديدة',
    }),
    request: 'يريد مراسلتك',
    files: { image: 'صورة', video: 'فيديو', voice: 'رسالة صوتية', file: 'ملف' },
    missedCall: (video) => (video ? 'مكالمة فيديو فائتة' : 'مكالمة فائتة'),
    reply: 'رد',
    message: 'رسالة',
    notSent: 'لم يُرسل ردك. افتح الدردشة وحاول مرة أخرى.',
  },
  de: {
    chat: 'Chat',
    newMessages: counted('de', { one: 'Neue Nachricht', other: '# neue Nachrichten' }),
    request: 'Möchte Ihnen schreiben',
    files: { image: 'Foto', video: 'Video', voice: 'Sprachnachricht', file: 'Datei' },
    missedCall: (video) => (video ? 'Verpasster Videoanruf' : 'Verpasster Anruf'),
    reply: 'Antworten',
    message: 'Nachricht',
    notSent: 'Ihre Antwort wurde nicht gesendet. Öffnen Sie den Chat und versuchen Sie es erneut.',
  },
  es: {
    chat: 'Chat',
    newMessages: counted('es', { one: 'Mensaje nuevo', many: '# mensajes nuevos', other: '# mensajes nuevos' }),
    request: 'Quiere escribirte',
    files: { image: 'Foto', video: 'Video', voice: 'Mensaje de voz', file: 'Archivo' },
    missedCall: (video) => (video ? 'Videollamada perdida' : 'Llamada perdida'),
    reply: 'Responder',
    message: 'Mensaje',
    notSent: 'No se envió tu respuesta. Abre el chat e inténtalo de nuevo.',
  },
  fr: {
    chat: 'Chat',
    newMessages: counted('fr', { one: 'Nouveau message', many: '# nouveaux messages', other: '# nouveaux messages' }),
    request: 'Souhaite vous écrire',
    files: { image: 'Photo', video: 'Vidéo', voice: 'Message vocal', file: 'Fichier' },
    missedCall: (video) => (video ? 'Appel vidéo manqué' : 'Appel manqué'),
    reply: 'Répondre',
    message: 'Message',
    notSent: 'Votre réponse n’a pas été envoyée. Ouvrez le chat et réessayez.',
  },
}
