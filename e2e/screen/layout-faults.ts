import type { Frame } from 'playwright-core'

/** Layers that cover other elements on purpose: their boxes are compared among themselves. */
const LAYERS =
  '.menu, .sheet, .viewer, .toast, .floats, .more, .emoji-place, .suggestions, .to-bottom, .speak, .tile-badge'

/**
 * Texts and controls of the chat that lie on each other, that reach beyond what they belong to, or whose start is cut
 * off. A name or preview may be cut at the end of its own direction.
 */
export const layoutFaults = (frame: Frame): Promise<string[]> =>
  frame.evaluate((LAYERS) => {
    interface Box {
      element: Element
      what: string
      rect: DOMRect
      layer: Element | null
    }
    // what a file's button draws is compared, not the row that it fills
    const CONTROLS =
      'button:not(.file-open), a[href], select, [role="slider"], [role="checkbox"], .file-mark, .ticks, .icon'
    /** controls in a place of their own */
    const HOLDERS = 'button, a[href], .bubble, .row, li, .menu, .sheet, .window-header, .composer, .problem'
    const boxes: Box[] = []
    const faults: string[] = []
    const page = new DOMRect(0, 0, innerWidth, innerHeight)

    const within = (a: DOMRect, b: DOMRect) => {
      const [left, top] = [Math.max(a.left, b.left), Math.max(a.top, b.top)]
      const [width, height] = [Math.min(a.right, b.right) - left, Math.min(a.bottom, b.bottom) - top]
      return width > 0 && height > 0 ? new DOMRect(left, top, width, height) : null
    }
    /** The part of it that its ancestors do not clip, nor, `own`, the element itself. */
    function seen(element: Element, rect: DOMRect, own: boolean): DOMRect | null {
      let part = within(rect, page)
      for (let up: Element | null = element; up && part; up = up.parentElement) {
        const { overflowX, overflowY, position } = getComputedStyle(up)
        if ((own || up !== element) && (overflowX !== 'visible' || overflowY !== 'visible'))
          part = within(part, up.getBoundingClientRect())
        if (position === 'fixed') break
      }
      return part
    }
    const isShown = (element: Element) =>
      element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !element.closest('.sr-only, [inert], [aria-hidden="true"].covered')
    const name = (element: Element, text = '') =>
      `<${element.localName} class="${element.getAttribute('class') ?? ''}"> ${text || (element.getAttribute('aria-label') ?? '')}`

    /** The start of a text that is cut must be in sight. */
    function startIsCut(node: Text): boolean {
      const from = node.data.search(/\S/u)
      const range = document.createRange()
      range.setStart(node, from)
      range.setEnd(node, from + String.fromCodePoint(node.data.codePointAt(from) ?? 32).length)
      const first = range.getBoundingClientRect()
      for (let up = node.parentElement; up; up = up.parentElement) {
        if (getComputedStyle(up).textOverflow !== 'ellipsis') continue
        const place = up.getBoundingClientRect()
        return first.left < place.left - 1 || first.right > place.right + 1
      }
      return false
    }

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode() as Text | null; node; node = texts.nextNode() as Text | null) {
      const element = node.parentElement
      if (!element || node.data.trim() === '' || !isShown(element)) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const isInLine = !node.previousSibling || !/\S/.test(node.previousSibling.textContent ?? '')
      if (isInLine && startIsCut(node)) faults.push(`the start is cut off: ${name(element, node.data)}`)
      const holder = element.closest(HOLDERS)?.getBoundingClientRect()
      for (const rect of range.getClientRects()) {
        const part = seen(element, rect, true)
        if (!part || part.width < 2) continue
        boxes.push({ element, what: name(element, node.data.slice(0, 40)), rect: part, layer: element.closest(LAYERS) })
        if (holder && (part.left < holder.left - 2 || part.right > holder.right + 2))
          faults.push(`beyond its place: ${name(element, node.data)}`)
      }
    }
    for (const element of document.querySelectorAll(CONTROLS)) {
      if (!isShown(element)) continue
      // what lies over a picture, lies there on purpose
      if (element.closest('.tile-open')) continue
      for (const line of element.getClientRects()) {
        const rect = seen(element, line, false)
        if (rect && rect.width >= 2) boxes.push({ element, what: name(element), rect, layer: element.closest(LAYERS) })
      }
    }
    const isOnTop = ({ element, rect, layer }: Box) => {
      const top = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2)
      return top?.closest(LAYERS) === layer && (element.contains(top) || top.contains(element))
    }
    // under a sheet or menu nothing is seen
    const above = boxes.some(({ layer }) => layer?.matches('.menu, .sheet, .viewer'))
    const shown = boxes.filter((box) => !above || box.layer !== null || isOnTop(box))
    shown.forEach((one, index) => {
      for (const other of shown.slice(index + 1)) {
        if (one.layer !== other.layer) continue
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue

        const shared = within(one.rect, other.rect)
        if (shared && shared.width > 2 && shared.height > 3) faults.push(`${one.what} lies on ${other.what}`)
      }
    })
    return [...new Set(faults)]
  }, LAYERS)
