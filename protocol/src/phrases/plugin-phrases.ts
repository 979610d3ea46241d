/**
 * Words that plugins' pages put on their buttons: by these keys, as soon as the loader has run
 * (`imbaChatLangJson`, `gettext`).
 */
export interface PluginPhrases {
  wp_join_group: string
  wp_chat_with_user: string
}

/** By the page's language, in a widget without a language. The loader has no bytes for the others. */
export const PLUGIN_PHRASES = {
  en: { wp_join_group: 'Join the group', wp_chat_with_user: 'Chat with the user' },
  ru: { wp_join_group: 'Вступить в группу', wp_chat_with_user: 'Написать пользователю' },
}
