import type { Person } from '../people.ts'
import { escapeText, json, type Look, link, page } from './html.ts'
import { type Embedding, snippet } from './market-page.ts'
import { topBar } from './people-bits.ts'
import { MOUNT_KINDS, type MountKind, words } from './phrases.ts'

/** One page for each way to embed the chat. @returns null: there is no such way */
export function mountPage(name: string, look: Look, me: Person, embedding: Embedding, path: string): string | null {
  const kind = MOUNT_KINDS.find((one) => one === name)
  return kind === undefined ? null : PAGES[kind]({ kind, look, me, embedding, path })
}

interface Given {
  kind: MountKind
  look: Look
  me: Person
  embedding: Embedding
  /** of the page */
  path: string
}

const PAGES: Record<MountKind, (given: Given) => string> = {
  inbox: (given) => inFrame(given, '<div id="inbox" class="mount"></div>', "window.imbaApi.createInbox('inbox')"),

  chatbox: (given) => {
    const other = given.me.id === 2 ? 1 : 2
    const context = { id: 'kayak', title: 'Sea kayak', url: link('/item/guest/kayak', given.look) }
    return inFrame(
      given,
      '<div class="panes"><div id="one" class="mount"></div><div id="two" class="mount"></div></div>',
      `window.imbaApi.createChatbox('one', ${json({ user: other, context })})
  window.imbaApi.createChatbox('two', { pipe: 'quay-talk', title: ${json(words[given.look.language].talk)} })`,
    )
  },

  elements: (given) =>
    inFrame(given, '<p>✉ <imba-unread></imba-unread></p><imba-inbox class="mount"></imba-inbox>', ''),

  react({ look, embedding }) {
    const say = words[look.language]
    const script = new URL(embedding.scriptUrl)
    const chat = { url: script.origin, widgetId: script.pathname.split('/')[3], ...embedding.options }
    const given = { chat, words: { inbox: say.messages, room: say.club, colours: say.colours } }
    const body = `<div id="root"></div>
<script type="application/json" id="given">${json(given)}</script>
<script type="module" nonce="${look.nonce}" src="/client/react-page.js"></script>`
    return page(look, `Quayside · ${say.mount.react}`, body)
  },

  turbo(given) {
    const { kind, look, me } = given
    const say = words[look.language]
    const head = `<meta name="csp-nonce" content="${look.nonce}">
<script nonce="${look.nonce}" type="module" src="/client/turbo.js"></script>`
    const path = `/embed/${kind}/${me.slug}`
    const links = `<p><a href="${link(path, look)}">${say.mount.turbo}</a> · <a href="${link(`${path}/other`, look)}">${say.otherPage}</a></p>`
    if (given.path.endsWith('/other')) return inFrame(given, links, '', head)
    return inFrame(given, `${links}<div id="inbox" class="mount"></div>`, "window.imbaApi.createInbox('inbox')", head)
  },

  app({ look, me, embedding }) {
    const say = words[look.language]
    const address = `${embedding.scriptUrl.replace(/widget$/, 'chat')}`
    const { token } = embedding.options ?? {}
    const fragment = `token=${token}&language=${look.language}&theme=${look.dark ? 'dark' : 'default'}`
    const body = `${topBar(look, `/embed/app/${me.slug}`, me)}
<main><h1>${say.mount.app}</h1><p><button id="open" type="button" class="button">${say.openApp}</button></p></main>
<script nonce="${look.nonce}">
  document.getElementById('open').onclick = function () { location.href = ${json(`${address}#${fragment}`)} }
</script>`
    return page(look, `Quayside · ${say.mount.app}`, body)
  },
}

function inFrame({ kind, look, me, embedding }: Given, place: string, script: string, head = ''): string {
  const title = words[look.language].mount[kind]
  const body = `${topBar(look, `/embed/${kind}/${me.slug}`, me)}
<main>
<h1>${escapeText(title)}</h1>
${place}
</main>
${snippet(look, embedding)}
<script nonce="${look.nonce}">
  ${script}
</script>`
  return page(look, `Quayside · ${title}`, body, head)
}
