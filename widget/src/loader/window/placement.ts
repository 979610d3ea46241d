import type { ToPage } from '../../bridge/messages.ts'
import { isRoomy, pageZoom } from './screen.ts'

type Drag = Extract<ToPage, { t: 'drag' }>

/**
 * Distances from the corner the window hangs on, and its size, in CSS pixels; the style sheet keeps them inside the
 * viewport.
 */
type Place = Record<'x' | 'y' | 'w' | 'h', number>

const MIN_WIDTH = 300
const MIN_HEIGHT = 360

/**
 * Moves and sizes the window as the frame's header and grip are dragged, remembers it for the tab (unless `memoryKey`
 * is null), follows a phone's keyboard, and fills a phone's screen also in a page that is laid out for a wide one.
 */
export function placeWindow(
  body: HTMLElement,
  panel: HTMLElement,
  sheet: CSSStyleSheet,
  position: 'left' | 'right',
  memoryKey: string | null,
): { drag(message: Drag): void; stop(): void } {
  // a rule of our own sheet instead of a style attribute: strict pages report those
  const own = sheet.cssRules[sheet.insertRule('div{}', sheet.cssRules.length)] as CSSStyleRule
  const put = (place: Partial<Place>) => {
    for (const [key, value] of Object.entries(place)) own.style.setProperty(`--${key}`, `${Number(value)}px`)
  }

  const current = (): Place => {
    const box = panel.getBoundingClientRect()
    const { clientWidth, clientHeight } = document.documentElement
    const x = position === 'left' ? box.left : clientWidth - box.right
    return { x, y: clientHeight - box.bottom, w: box.width, h: box.height }
  }

  if (memoryKey) {
    try {
      put(JSON.parse(sessionStorage.getItem(memoryKey) ?? '{}') as Partial<Place>)
    } catch {
      // storage may be forbidden in this page
    }
  }

  let start: { place: Place; x: number; y: number } | null = null
  const drag = ({ kind, phase, x, y }: Drag) => {
    if (!memoryKey || !isRoomy()) return
    if (phase === 'start') start = { place: current(), x, y }
    if (!start) return
    const { place } = start
    const inward = position === 'left' ? x - start.x : start.x - x
    const up = start.y - y
    put(
      kind === 'move'
        ? { x: place.x + inward, y: place.y + up }
        : { w: Math.max(MIN_WIDTH, place.w + inward), h: Math.max(MIN_HEIGHT, place.h + up) },
    )
    if (phase === 'end') start = null
    // at each step: a frame that moves under the pointer may never learn that the button was released
    try {
      sessionStorage.setItem(memoryKey, JSON.stringify(current()))
    } catch {
      // storage may be forbidden or full
    }
  }

  // the layout viewport does not shrink for a phone's keyboard, the visual one does; while the page is zoomed, its size
  // does not depend on the keyboard alone
  const seen = window.visualViewport
  const follow = () => {
    const roomy = isRoomy()
    const zoom = roomy ? 1 : pageZoom()
    body.classList.toggle('roomy', roomy)
    body.classList.toggle('zoomed', zoom > 1)
    if (zoom > 1) own.style.setProperty('--zoom', `${zoom}`)
    else own.style.removeProperty('--zoom')
    const pinched = !seen || seen.scale * zoom > 1.01
    own.style.setProperty('--seen', pinched ? '100%' : `${seen.height}px`)
    own.style.setProperty('--top', pinched ? '0' : `${seen.offsetTop}px`)
  }
  const stopping = new AbortController()
  for (const event of ['resize', 'scroll']) seen?.addEventListener(event, follow, { signal: stopping.signal })
  addEventListener('resize', follow, { signal: stopping.signal })
  follow()

  return { drag, stop: () => stopping.abort() }
}
