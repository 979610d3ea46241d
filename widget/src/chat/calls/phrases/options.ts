import type { Group } from '../../i18n/group.ts'

/** Devices of a call, and the window of its own. */
export const options = {
  options: {
    en: 'Call settings',
    ru: 'Настройки звонка',
    ar: 'إعدادات المكالمة',
    de: 'Anrufeinstellungen',
    es: 'Ajustes de la llamada',
    fr: 'Réglages de l’appel',
  },
  microphone: { en: 'Microphone', ru: 'Микрофон', ar: 'الميكروفون', de: 'Mikrofon', es: 'Micrófono', fr: 'Micro' },
  camera: { en: 'Camera', ru: 'Камера', ar: 'الكاميرا', de: 'Kamera', es: 'Cámara', fr: 'Caméra' },
  speaker: { en: 'Speaker', ru: 'Динамик', ar: 'مكبر الصوت', de: 'Lautsprecher', es: 'Altavoz', fr: 'Haut-parleur' },
  inWindow: {
    en: 'Continue in a window',
    ru: 'Продолжить в окне',
    ar: 'المتابعة في نافذة',
    de: 'In einem Fenster fortsetzen',
    es: 'Continuar en una ventana',
    fr: 'Continuer dans une fenêtre',
  },
  noWindow: {
    en: 'The browser didn’t open the window. Allow pop-ups for this site.',
    ru: 'Браузер не открыл окно. Разрешите этому сайту всплывающие окна.',
    ar: 'لم يفتح المتصفح النافذة. اسمح بالنوافذ المنبثقة لهذا الموقع.',
    de: 'Der Browser hat das Fenster nicht geöffnet. Erlauben Sie dieser Website Pop-ups.',
    es: 'El navegador no abrió la ventana. Permite las ventanas emergentes de este sitio.',
    fr: 'Le navigateur n’a pas ouvert la fenêtre. Autorisez les fenêtres de ce site.',
  },
} as const satisfies Group
