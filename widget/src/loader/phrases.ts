import type { OwnWindowPhrases } from '@imbachat/protocol/phrases/window-phrases'

const phrases = {
  en: {
    open: 'Open chat',
    shut: 'Close chat',
    wp_join_group: 'Join the group',
    wp_chat_with_user: 'Chat with the user',
  },
  ru: {
    open: 'Открыть чат',
    shut: 'Закрыть чат',
    wp_join_group: 'Вступить в группу',
    wp_chat_with_user: 'Написать пользователю',
  },
}

export type Phrases = (typeof phrases)['en']

/** Without a language in the browser's. @param own the owner's words in the place of ours */
export function phrasesFor(language: string | null, own?: OwnWindowPhrases): Phrases {
  const code = /^ru/i.test(language || navigator.language) ? 'ru' : 'en'
  return { ...phrases[code], ...own?.[code] }
}

type Gettext = (domain: string, key?: string) => string

/**
 * Plugins' page scripts read these as soon as the widget script has run. A page that has its own `gettext` keeps it for
 * its own domains.
 */
export function installPhrases(page: Window & { imbaChatLangJson?: object; gettext?: Gettext }): void {
  const ours: Record<string, string> = { ...phrasesFor(document.documentElement.lang), ...page.imbaChatLangJson }
  const theirs = page.gettext
  page.imbaChatLangJson = ours
  page.gettext = (domain, key = domain, ...more: []) =>
    domain === 'imbachat' || !theirs?.call ? (ours[key] ?? key) : theirs(domain, key, ...more)
}
