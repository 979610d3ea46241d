/** The languages that the chat speaks, each by its own name. Each phrase of the chat has a text in each of them. */
export const LANGUAGES = {
  en: 'English',
  ru: 'Русский',
  ar: 'العربية',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
} as const

export type Language = keyof typeof LANGUAGES

export const languages = Object.keys(LANGUAGES) as [Language, ...Language[]]
