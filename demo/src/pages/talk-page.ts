import type { Person } from '../people.ts'
import { json, type Look, page } from './html.ts'
import { type Embedding, snippet } from './market-page.ts'
import { topBar } from './people-bits.ts'
import { words } from './phrases.ts'

/** A page that has one public room inside of it, beside the chat's launcher. */
export function talkPage(look: Look, me: Person | null, embedding: Embedding): string {
  const say = words[look.language]
  const body = `${topBar(look, `/talk/${me?.slug ?? 'guest'}`, me)}
<main>
<h1>${say.talk}</h1>
<p class="lead">${say.talkText}</p>
<div id="quay-talk" class="room"></div>
</main>
${snippet(look, embedding)}
<script nonce="${look.nonce}">
  window.imbaApi.placeHolder('quay-talk', ${json(say.talk)})
</script>`
  return page(look, `Quayside · ${say.talk}`, body)
}
