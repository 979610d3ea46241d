import { isDev, RELOAD_NAME, reloadScript } from '../dev/reload.ts'
import type { Language } from './phrases.ts'

/** The language and theme of a page, which its links keep, and the nonce of its scripts. */
export interface Look {
  language: Language
  dark: boolean
  nonce: string
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char)

/** JSON for an inline script. */
export const json = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')

export function link(
  path: string,
  { language, dark }: Pick<Look, 'language' | 'dark'>,
  more: Record<string, string> = {},
): string {
  const query = new URLSearchParams(more)
  if (language !== 'en') query.set('lang', language)
  if (dark) query.set('theme', 'dark')
  return query.size === 0 ? path : `${path}?${query}`
}

const reload = isDev ? reloadScript(`/${RELOAD_NAME}`) : null

/** @param head for the page's own scripts and tags */
export function page(look: Look, title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="${look.language}" data-theme="${look.dark ? 'dark' : 'light'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/style.css">
${head}${reload === null ? '' : `<script nonce="${look.nonce}">${reload}</script>\n`}</head>
<body>
${body}
</body>
</html>`
}
