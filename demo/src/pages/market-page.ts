import type { DemoControl } from '../demo-widget.ts'
import { things } from '../offers.ts'
import type { Person } from '../people.ts'
import { escapeText, json, type Look, link, page } from './html.ts'
import { face, topBar } from './people-bits.ts'
import { words } from './phrases.ts'

export interface Embedding {
  /** address of the widget script */
  scriptUrl: string
  /** for `ImbaChat.load`; null: a guest, `load()` */
  options: Record<string, unknown> | null
  /** path the page fetches fresh tokens from; null: it gives none */
  tokenPath: string | null
  /** a place in the page for the whole chat */
  inline: boolean
  /** open the dialog with this user at once */
  writeTo: number | null
}

/**
 * The market as one user sees it, with the chat embedded as in the guide; only the nonce is added, for the page's
 * strict CSP.
 */
export function marketPage(
  look: Look,
  me: Person | null,
  { people, pictures }: DemoControl,
  embedding: Embedding,
): string {
  const say = words[look.language]
  const cards = things.map((thing) => {
    const seller = people.find((person) => person.slug === thing.seller)
    if (seller === undefined) return ''
    const contact =
      seller.id === me?.id
        ? `<span class="mine">${say.yours}</span>`
        : `<button class="button" type="button" data-write-to="${seller.id}">${say.write}</button>`
    const picture = pictures
      ? `<img src="/things/${thing.id}.svg" alt="" width="160" height="100">`
      : '<div class="empty"></div>'
    return `<article class="card">${picture}<div class="in">
<h2><a href="${link(`/item/${me?.slug ?? 'guest'}/${thing.id}`, look)}">${escapeText(thing.title[look.language])}</a></h2><p>${escapeText(thing.text[look.language])}</p><span class="price">${escapeText(thing.price)}</span>
<div class="seller">${face(pictures ? seller : { ...seller, avatar: null })}<span><bdi>${escapeText(seller.name)}</bdi><small>${escapeText(seller.town[look.language])}</small></span></div>
${contact}</div></article>`
  })
  const body = `${topBar(look, `/as/${me?.slug ?? 'guest'}`, me)}
<main>
<h1>${say.newest}</h1>
<p class="lead">${say.tagline}</p>
<section class="card club"><div class="in"><h2>${say.club}</h2><p>${say.clubText}</p></div>
<div class="in ways"><button class="button" type="button" data-join>${say.joinClub}</button>
<a href="${link(`/talk/${me?.slug ?? 'guest'}`, look)}">${say.talk}</a></div></section>
${embedding.inline ? '<div id="imbachat_holder" data-imbachat_chat_ph="1"></div>' : ''}
<div class="grid">${cards.join('\n')}</div>
</main>
${snippet(look, embedding)}
<script nonce="${look.nonce}">
  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-write-to]')
    if (button) window.imbaApi.openDialog(Number(button.dataset.writeTo))
    if (event.target.closest('[data-join]')) {
      window.imbaApi.addToRoom({ pipe: 'swimmers', title: ${json(say.club)}, is_public: 1, type: 1, users_ids: [] })
    }
  })
  ${embedding.writeTo === null ? '' : `window.imbaApi.openDialog(${embedding.writeTo})`}
</script>`
  return page(look, `Quayside · ${say.newest}`, body)
}

/** The script that the guide wants on every page. */
export function snippet({ nonce }: Look, { scriptUrl, options, tokenPath }: Embedding): string {
  const provider =
    tokenPath === null
      ? ''
      : `
  options.tokenProvider = function () {
    return fetch(${json(tokenPath)}).then(function (answer) { return answer.text() })
  }`
  return `<script src="${escapeText(scriptUrl)}"></script>
<script nonce="${nonce}">
  function imbachatWidget(opt) {
    if (typeof (window.ImbaChat || {}).load !== 'function') return setTimeout(imbachatWidget, 50, opt)
    window.ImbaChat.load(opt)
  }
  var options = ${options === null ? 'undefined' : json(options)}${provider}
  imbachatWidget(options)
</script>`
}
