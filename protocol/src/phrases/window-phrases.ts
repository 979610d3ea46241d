import type { Language } from './languages.ts'

/**
 * Texts of the launcher and its window in a site's page, before and around the chat frame. The owner changes them like
 * the phrases of the chat.
 */
const NAMES = ['open', 'shut', 'unread', 'chat', 'close', 'loading', 'slow', 'retry'] as const
/**
 * `open`, `shut`: names of the launcher; `unread`: its description, `{count}` is how many conversations; `chat`: title
 * of the window; `close`: its own button; the others while it waits.
 */
export type WindowPhrases = Record<(typeof NAMES)[number], string>

/** In the order of the names: rows take fewer bytes of the page than records. */
const TEXTS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Open chat',
    'Close chat',
    'Unread: {count}',
    'Chat',
    'Close',
    'Loading…',
    'Chat is taking longer than usual.',
    'Retry',
  ],
  ru: [
    'Открыть чат',
    'Закрыть чат',
    'Непрочитанных: {count}',
    'Чат',
    'Закрыть',
    'Загрузка…',
    'Чат загружается дольше обычного.',
    'Повторить',
  ],
  ar: [
    'فتح الدردشة',
    'إغلاق الدردشة',
    'غير مقروءة: {count}',
    'الدردشة',
    'إغلاق',
    'جارٍ التحميل…',
    'يستغرق تحميل الدردشة وقتًا أطول من المعتاد.',
    'إعادة المحاولة',
  ],
  de: [
    'Chat öffnen',
    'Chat schließen',
    'Ungelesen: {count}',
    'Chat',
    'Schließen',
    'Wird geladen …',
    'Der Chat braucht länger als sonst.',
    'Erneut versuchen',
  ],
  es: [
    'Abrir el chat',
    'Cerrar el chat',
    'Sin leer: {count}',
    'Chat',
    'Cerrar',
    'Cargando…',
    'El chat tarda más de lo habitual.',
    'Reintentar',
  ],
  fr: [
    'Ouvrir le chat',
    'Fermer le chat',
    'Non lues : {count}',
    'Chat',
    'Fermer',
    'Chargement…',
    'Le chat met plus de temps que d’habitude.',
    'Réessayer',
  ],
}

/** The owner's own texts, by language. */
export type OwnWindowPhrases = { [L in Language]?: Partial<WindowPhrases> }

/** @param language if it is missing, or a language that the chat does not have: English */
export function windowPhrasesIn(language: string, own?: OwnWindowPhrases): WindowPhrases {
  const code = language.slice(0, 2).toLowerCase() as Language
  const texts = (TEXTS[code] ?? TEXTS.en).map((text, at) => [NAMES[at], text])
  return { ...Object.fromEntries(texts), ...own?.[code] }
}
