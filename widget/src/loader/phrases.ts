import { PLUGIN_PHRASES, type PluginPhrases } from '@imbachat/protocol/phrases/plugin-phrases'

type Gettext = (domain: string, key?: string) => string

/**
 * Plugins' page scripts read these as soon as the widget script has run. A page that has its own `gettext` keeps it for
 * its own domains.
 */
export function installPhrases(
  page: Window & { imbaChatLangJson?: object; gettext?: Gettext },
  ofWidget?: PluginPhrases,
): void {
  const language = /^ru/i.test(document.documentElement.lang || navigator.language) ? 'ru' : 'en'
  const ours: Record<string, string> = { ...(ofWidget ?? PLUGIN_PHRASES[language]), ...page.imbaChatLangJson }
  const theirs = page.gettext
  page.imbaChatLangJson = ours
  page.gettext = (domain, key = domain, ...more: []) =>
    domain === 'imbachat' || !theirs?.call ? (ours[key] ?? key) : theirs(domain, key, ...more)
}
