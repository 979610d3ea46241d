import type { Language } from '@imbachat/protocol/phrases/languages'
import { PLUGIN_PHRASES, type PluginPhrases } from '@imbachat/protocol/phrases/plugin-phrases'

/** For the loader, in the widget's language. */
export const pluginPhrasesOf: Readonly<Record<Language, PluginPhrases>> = {
  en: PLUGIN_PHRASES.en,
  ru: PLUGIN_PHRASES.ru,
  ar: { wp_join_group: 'الانضمام إلى المجموعة', wp_chat_with_user: 'مراسلة المستخدم' },
  de: { wp_join_group: 'Gruppe beitreten', wp_chat_with_user: 'Nachricht schreiben' },
  es: { wp_join_group: 'Unirse al grupo', wp_chat_with_user: 'Escribir al usuario' },
  fr: { wp_join_group: 'Rejoindre le groupe', wp_chat_with_user: 'Écrire à l’utilisateur' },
}
