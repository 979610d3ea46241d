import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import { type Given, type LoadOptions, text } from './options.ts'
import type { Holder } from './session.ts'

/** The loader's elements in the page, in a shadow root of their own: a launcher, and later the window beside it. */
export interface Shell {
  host: HTMLElement
  root: ShadowRoot
  body: HTMLElement
  launcher: HTMLElement
  /** stands in a holder of the page */
  inline: boolean
  /**
   * Puts the host where it belongs, unless it is there: into an element that the page named, or its id, else into the
   * first one with the contract's mark that `placeHolder` has not made a room. Moving it reloads the frame.
   */
  mount(): void
  setOpen(open: boolean): void
}

/**
 * `span` is the launcher's icon. `.nowhere`: it would lead a visitor to a chat that is closed to them. Until the frame
 * is `.live`, an open one pulses. The transparent border is what forced colours show of the launcher.
 */
const styles = `:host{all:initial!important;position:fixed!important;z-index:2147483647!important}
button{all:unset;position:fixed;inset:auto 18px 18px auto;width:56px;height:56px;border:2px solid #0000;border-radius:50%;background:#2459e0;color:#fff;font:700 12px/20px sans-serif;text-align:center;cursor:pointer;box-shadow:0 4px 16px #0005}
.left button{inset:auto auto 18px 18px}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #123}
span{position:absolute;inset:18px 16px;border-radius:10px 10px 10px 3px;background:#fff}
.open span{background:0}
.open span:before{content:"✕";font-size:22px}
.open:not(.live)>button{animation:p 1s infinite}
@keyframes p{50%{opacity:.5}}
.inline>button,.nowhere:not(.open)>button{display:none}`

/**
 * Built with DOM calls and an adopted style sheet only, so that a page's strict CSP and Trusted Types have nothing to
 * forbid.
 */
export function createShell(config: LoaderConfig, options: LoadOptions, given: Given, rooms: readonly Holder[]): Shell {
  const add = (name: string, parent: Node) => parent.appendChild(document.createElement(name))
  const host = document.createElement('div')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles + (config.style ?? ''))
  root.adoptedStyleSheets = [sheet]
  const body = add('div', root)
  const launcher = add('button', given.launcher === false ? new DocumentFragment() : body)
  add('span', launcher)
  if (!(options.token ?? given.tokenProvider ?? given.signInUrl ?? config.signIn)) body.className = 'nowhere'

  return {
    host,
    root,
    body,
    launcher,
    inline: false,
    mount() {
      const holder =
        rooms.find(([, , inbox, room]) => !room && inbox?.isConnected)?.[2] ??
        [given.holder_ex, given.holder_ph]
          .map((named) => (named instanceof Element ? named : document.getElementById(`${text(named)}`)))
          // only at first may an element be one that the page has not attached yet
          .find((named) => named && (named.isConnected || !host.parentNode)) ??
        [...document.querySelectorAll('[data-imbachat_chat_ph="1"]:not([data-imbachat-room])')].find((marked) =>
          rooms.every(([id]) => id !== marked.id),
        )
      // outside of <body>: navigation that swaps the body leaves an open chat alone
      const place = holder ?? document.documentElement
      if (host.parentNode === place) return
      this.inline = !!holder
      host.className = holder ? 'inline' : 'float'
      body.classList.remove('inline', 'float', 'open')
      body.classList.add(host.className, options.position)
      place.append(host)
    },
    // the second script names it in each language
    setOpen(open) {
      body.classList.toggle('open', open)
      launcher.ariaLabel = open ? 'Close chat' : config.label || 'Open chat'
      launcher.ariaExpanded = `${open}`
    },
  }
}
