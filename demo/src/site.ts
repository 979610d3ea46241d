import { clientScript } from './client-script.ts'
import type { DemoControl, DemoWidget } from './demo-widget.ts'
import { isDev, RELOAD_NAME } from './dev/reload.ts'
import { LAMP } from './lamp.ts'
import { things } from './offers.ts'
import { homePage, sideBySidePage } from './pages/home-page.ts'
import type { Look } from './pages/html.ts'
import { itemPage } from './pages/item-page.ts'
import { type Embedding, marketPage } from './pages/market-page.ts'
import { mountPage } from './pages/mount-page.ts'
import { style } from './pages/style.ts'
import { talkPage } from './pages/talk-page.ts'
import { type Person, somePeople } from './people.ts'
import { pictures } from './pictures.ts'
import { getJwt } from './token.ts'
import { usersInfo, usersSearch } from './users-info.ts'

export interface DemoSite {
  /** `http://127.0.0.1:PORT` */
  url: string
  control: DemoControl
  /** For those who need the site's address to make the widget: until then its pages answer 503. */
  embed(widget: DemoWidget): void
  stop(): Promise<void>
}

/** Options of `load` that a page takes from its own query, so that every one of them can be tried by hand. */
const TRIABLE = ['position', 'resizable', 'draggable', 'useFaviconBadge', 'updateTitle', 'language', 'pushWorker']

/** The site's own worker, which shows notifications of the chat. */
const WORKER = '/imbachat-worker.js'

/** Turbo runs the scripts of pages that it fetches in the first page, under the first page's policy. */
const visitNonce = crypto.randomUUID()

/**
 * A small site whose users talk through the chat. It listens on 127.0.0.1, so that with a chat on `localhost` page and
 * frame are really of two sites. `port` 0 takes a free one.
 */
export function createDemoSite({
  chatUrl,
  widget: given,
  port,
}: {
  chatUrl: string
  widget?: DemoWidget
  port: number
}): DemoSite {
  let widget = given ?? null
  const chat = new URL(chatUrl).origin
  const control: DemoControl = {
    people: somePeople(),
    pictures: true,
    answer: { kind: 'well' },
    tokenSeconds: 3600,
    asked: [],
    pageHeaders: {},
  }

  const server = Bun.serve({ hostname: '127.0.0.1', port, fetch: answer })
  const siteUrl = `http://127.0.0.1:${server.port}`

  async function answer(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const { pathname, searchParams } = url
    const picture = pictures[pathname]
    if (picture !== undefined) return new Response(picture, { headers: { 'content-type': 'image/svg+xml' } })
    if (pathname === LAMP) return new Response(Bun.file(new URL('lamp.webp', import.meta.url)))
    if (pathname === WORKER) {
      const line = `importScripts(${JSON.stringify(`${chat}/imbachat/push-worker.js`)})`
      return new Response(line, { headers: { 'content-type': 'text/javascript' } })
    }
    if (pathname === '/style.css') return new Response(style, { headers: { 'content-type': 'text/css' } })
    if (isDev && pathname === `/${RELOAD_NAME}`) return new Response()
    if (widget === null) return new Response('this site has no chat yet', { status: 503 })
    if (pathname === '/users-info') return usersInfo(request, siteUrl, widget, control)
    if (pathname.startsWith('/search/')) return usersSearch(request, siteUrl, widget, control)

    if (pathname.startsWith('/client/')) {
      const script = await clientScript(pathname.slice('/client/'.length))
      if (script !== null) return new Response(script, { headers: { 'content-type': 'text/javascript' } })
    }

    const look: Look = {
      language: searchParams.get('lang') === 'ru' ? 'ru' : 'en',
      dark: searchParams.get('theme') === 'dark',
      nonce: pathname.startsWith('/embed/turbo/') ? visitNonce : crypto.randomUUID(),
    }
    if (pathname === '/') return html(homePage(look, control.people), look)
    if (pathname === '/side-by-side') {
      const [left, right] = [named(searchParams.get('left') ?? 'anna'), named(searchParams.get('right') ?? 'boris')]
      if (left && right) return html(sideBySidePage(look, left, right), look)
    }
    const [, place, slug = '', thingId] = pathname.split('/')
    const me = named(slug)
    if (place === 'token' && me) return new Response(token(me, widget))
    if (place === 'people' && me) return Response.redirect('/')
    if (place === 'as' && (me || slug === 'guest')) {
      return html(marketPage(look, me, control, embedding(widget, look, me, searchParams)), look)
    }
    if (place === 'item' && (me || slug === 'guest')) {
      const thing = things.find(({ id }) => id === thingId)
      const seller = thing && named(thing.seller)
      if (seller) return html(itemPage(look, me, thing, seller, embedding(widget, look, me, searchParams)), look)
    }
    if (place === 'talk' && (me || slug === 'guest')) {
      return html(talkPage(look, me, embedding(widget, look, me, searchParams)), look)
    }
    if (place === 'embed' && thingId !== undefined) {
      const person = named(thingId)
      const body = person && mountPage(slug, look, person, embedding(widget, look, person, searchParams), pathname)
      if (body) return html(body, look)
    }
    return new Response('there is no such page', { status: 404 })
  }

  const named = (slug: string): Person | null => control.people.find((person) => person.slug === slug) ?? null

  const token = (me: Person, { secretKey }: DemoWidget) => getJwt(me.id, secretKey, control.tokenSeconds)

  function embedding(of: DemoWidget, look: Look, me: Person | null, query: URLSearchParams): Embedding {
    const tried = Object.fromEntries(TRIABLE.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])))
    const theme = look.dark ? 'dark' : 'default'
    const writeTo = Number(query.get('write'))
    return {
      scriptUrl: `${chat}/imbachat/v1/${of.id}/widget`,
      options: me && { user_id: me.id, token: token(me, of), theme, ...tried },
      tokenPath: me && query.has('tokenProvider') ? `/token/${me.slug}` : null,
      inline: query.has('inline'),
      writeTo: Number.isInteger(writeTo) && writeTo > 0 ? writeTo : null,
    }
  }

  function html(body: string, { nonce }: Look): Response {
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}' ${chat}`,
      `frame-src ${chat} 'self'`,
      "worker-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ]
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
    return new Response(body, {
      headers: { ...headers, 'content-security-policy': policy.join('; '), ...control.pageHeaders },
    })
  }

  return {
    url: siteUrl,
    control,
    embed(made) {
      widget = made
    },
    stop: () => server.stop(true),
  }
}
