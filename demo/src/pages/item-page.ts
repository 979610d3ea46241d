import type { Thing } from '../offers.ts'
import type { Person } from '../people.ts'
import { escapeText, json, type Look, link, page } from './html.ts'
import { type Embedding, snippet } from './market-page.ts'
import { face, topBar } from './people-bits.ts'
import { words } from './phrases.ts'

/** One thing that is for sale: its button opens the dialog with the seller that is about this thing. */
export function itemPage(look: Look, me: Person | null, thing: Thing, seller: Person, embedding: Embedding): string {
  const say = words[look.language]
  const title = thing.title[look.language]
  const context = {
    id: thing.id,
    title: `${title} · ${thing.price}`,
    image: `/things/${thing.id}.svg`,
    url: link(`/item/guest/${thing.id}`, look),
  }
  const contact =
    seller.id === me?.id
      ? `<span class="mine">${say.yours}</span>`
      : `<button class="button" type="button" data-ask>${say.ask}</button>`
  const slug = me?.slug ?? 'guest'
  const body = `${topBar(look, `/item/${slug}/${thing.id}`, me)}
<main>
<p><a href="${link(`/as/${slug}`, look)}">${say.back}</a></p>
<article class="card item"><img src="/things/${thing.id}.svg" alt="" width="320" height="200"><div class="in">
<h1>${escapeText(title)}</h1><p>${escapeText(thing.text[look.language])}</p><span class="price">${escapeText(thing.price)}</span>
<div class="seller">${face(seller)}<span><bdi>${escapeText(seller.name)}</bdi><small>${escapeText(seller.town[look.language])}</small></span></div>
${contact}</div></article>
</main>
${snippet(look, embedding)}
<script nonce="${look.nonce}">
  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-ask]')) window.imbaApi.openDialog(${seller.id}, { context: ${json(context)} })
  })
</script>`
  return page(look, `Quayside · ${title}`, body)
}
