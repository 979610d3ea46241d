import type { Person } from '../people.ts'
import { escapeText, type Look, link, page } from './html.ts'
import { face, topBar } from './people-bits.ts'
import { MOUNT_KINDS, words } from './phrases.ts'

/** The front page: an introduction and links. */
export function homePage(look: Look, people: Person[]): string {
  const say = words[look.language]
  const ways = people.map(
    (
      person,
    ) => `<div class="card"><div class="in"><div class="seller">${face(person)}<span><b><bdi>${escapeText(person.name)}</bdi></b><small>${escapeText(person.town[look.language])}</small></span></div>
<a class="button" href="${link(`/as/${person.slug}`, look)}">${say.seeAs} <bdi>${escapeText(person.name)}</bdi></a></div></div>`,
  )
  const body = `${topBar(look, '/', 'nobody')}
<main>
<h1>${say.tagline}</h1>
<p class="lead">${say.lead}</p>
<h2>${say.sideBySide}</h2>
<div class="card"><div class="in"><p>${say.sideBySideText}</p><a class="button" href="${link('/side-by-side', look)}">${say.sideBySide}</a></div></div>
<h2>${say.talk}</h2>
<div class="card"><div class="in"><p>${say.talkText}</p><a class="button" href="${link('/talk/anna', look)}">${say.talk}</a></div></div>
<h2>${say.mounts}</h2>
<div class="card"><div class="in"><p>${say.mountsText}</p><p class="tabs">${MOUNT_KINDS.map((kind) => `<a href="${link(`/embed/${kind}/anna`, look)}">${say.mount[kind]}</a>`).join(' ')}</p></div></div>
<h2>${say.neighbours}</h2>
<div class="grid">${ways.join('\n')}
<div class="card"><div class="in"><p>${say.guest}</p><a class="button" href="${link('/as/guest', look)}">${say.seeAs} ${say.visitor}</a></div></div></div>
<h2>${say.how}</h2>
<p class="lead">${say.howText}</p>
</main>`
  return page(look, `Quayside · ${say.tagline}`, body)
}

/** Two users in one window, each in a frame of their own. */
export function sideBySidePage(look: Look, left: Person, right: Person): string {
  const pane = (me: Person, other: Person) =>
    `<iframe title="${escapeText(me.name)}" src="${escapeText(link(`/as/${me.slug}`, look, { write: String(other.id) }))}"></iframe>`
  const body = `${topBar(look, '/side-by-side', 'nobody')}<div class="panes">${pane(left, right)}${pane(right, left)}</div>`
  return page(look, `Quayside · ${words[look.language].sideBySide}`, body)
}
