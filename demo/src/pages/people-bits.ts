import type { Person } from '../people.ts'
import { escapeText, type Look, link } from './html.ts'
import { words } from './phrases.ts'

export const face = ({ name, avatar }: Person): string =>
  avatar === null
    ? `<span class="face" aria-hidden="true">${escapeText(name.slice(0, 1))}</span>`
    : `<img class="face" src="${escapeText(avatar)}" alt="" width="36" height="36">`

export function topBar(look: Look, path: string, me: Person | null | 'nobody'): string {
  const say = words[look.language]
  const who =
    me === 'nobody'
      ? ''
      : me === null
        ? say.guest
        : `${say.signedInAs} <b dir="auto">${escapeText(me.name)}</b> ${face(me)}`
  const otherLook = { ...look, dark: !look.dark }
  const otherLanguage = { ...look, language: look.language === 'en' ? ('ru' as const) : ('en' as const) }
  return `<header class="bar">
<a class="logo" href="${link('/', look)}"><img src="/favicon.svg" alt="">Quayside</a>
<nav><a href="${link(path, otherLanguage)}">${say.other}</a><a href="${link(path, otherLook)}">${look.dark ? say.light : say.dark}</a></nav>
${who === '' ? '' : `<span class="me">${who}</span>`}
</header>`
}
