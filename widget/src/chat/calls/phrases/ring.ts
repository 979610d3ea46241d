import type { Group } from '../../i18n/group.ts'

/** Texts for starting and receiving a call. */
export const ring = {
  audio: {
    en: 'Audio call',
    ru: 'Аудиозвонок',
    ar: 'مكالمة صوتية',
    de: 'Audioanruf',
    es: 'Llamada de voz',
    fr: 'Appel audio',
  },
  video: {
    en: 'Video call',
    ru: 'Видеозвонок',
    ar: 'مكالمة فيديو',
    de: 'Videoanruf',
    es: 'Videollamada',
    fr: 'Appel vidéo',
  },
  /** the button that offers both where there is little room */
  call: { en: 'Call', ru: 'Позвонить', ar: 'اتصال', de: 'Anrufen', es: 'Llamar', fr: 'Appeler' },
  with: {
    en: 'Call with {name}',
    ru: 'Звонок: {name}',
    ar: 'مكالمة مع {name}',
    de: 'Anruf mit {name}',
    es: 'Llamada con {name}',
    fr: 'Appel avec {name}',
  },
  incoming: {
    en: 'Incoming call',
    ru: 'Входящий звонок',
    ar: 'مكالمة واردة',
    de: 'Eingehender Anruf',
    es: 'Llamada entrante',
    fr: 'Appel entrant',
  },
  /** in the title of the page */
  isCalling: {
    en: '{name} is calling',
    ru: '{name}: звонок',
    ar: '{name} يتصل',
    de: '{name} ruft an',
    es: 'Llama {name}',
    fr: '{name} appelle',
  },
  accept: { en: 'Accept', ru: 'Принять', ar: 'قبول', de: 'Annehmen', es: 'Aceptar', fr: 'Accepter' },
  acceptVideo: {
    en: 'Accept with video',
    ru: 'Принять с видео',
    ar: 'قبول مع الفيديو',
    de: 'Mit Video annehmen',
    es: 'Aceptar con video',
    fr: 'Accepter avec vidéo',
  },
  decline: { en: 'Decline', ru: 'Отклонить', ar: 'رفض', de: 'Ablehnen', es: 'Rechazar', fr: 'Refuser' },
  /** it rings on without a sound, small */
  silence: {
    en: 'Silence',
    ru: 'Выключить звук',
    ar: 'إسكات الرنين',
    de: 'Stumm schalten',
    es: 'Silenciar',
    fr: 'Couper la sonnerie',
  },
  message: {
    en: 'Message instead',
    ru: 'Ответить сообщением',
    ar: 'الرد برسالة',
    de: 'Mit Nachricht antworten',
    es: 'Responder con un mensaje',
    fr: 'Répondre par message',
  },
} as const satisfies Group
