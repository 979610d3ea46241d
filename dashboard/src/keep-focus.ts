/** The place of a removed control. */
interface Place {
  /** the removed element: the control, or a part of the page with it */
  removed: Node
  parent: Element
  next: Node | null
  previous: Node | null
}

/**
 * Call once at start. When the control that has the focus is removed, browsers give the focus to the page as a whole,
 * and a screen reader falls silent. So the focus goes on: in a list to the same control of the next row, or of the row
 * before. Otherwise it goes to the control beside it, or to the heading of the card that lost a part.
 */
export function startFocusKeeper(): void {
  let control: HTMLElement | null = null
  let place: Place | null = null

  document.addEventListener('focusin', ({ target }) => {
    // A question gives the focus back to the control that asked it.
    if (!(target instanceof HTMLElement) || target.closest('dialog')) return
    control = target
    place = null
  })
  document.addEventListener('pointerdown', ({ target }) => {
    // A press beside the control takes the focus from it.
    if (target instanceof Element && !target.closest('dialog') && !control?.contains(target)) control = null
  })
  document.addEventListener('keydown', (event) => {
    // A key that is held down must not go on with the control of the next row.
    if (event.repeat && event.key === 'Enter' && event.target instanceof HTMLButtonElement) event.preventDefault()
  })
  new MutationObserver((records) => {
    if (control === null || control.isConnected) return
    place ??= placeOf(control, records)
    if (document.activeElement !== document.body) return
    const next = place?.parent.isConnected ? nearest(control, place) : null
    control = null
    next?.focus({ preventScroll: true })
  }).observe(document.body, { childList: true, subtree: true })
}

/** @param records the changes of the page that removed the control */
function placeOf(control: HTMLElement, records: readonly MutationRecord[]): Place | null {
  let part: Node = control
  for (const { target, removedNodes, nextSibling: next, previousSibling: previous } of records) {
    const removed = [...removedNodes].find((node) => node.contains(part))
    if (removed === undefined) continue
    if (target instanceof Element && target.isConnected) return { removed, parent: target, next, previous }
    part = target
  }
  return null
}

function nearest(control: HTMLElement, { removed, parent, next, previous }: Place): HTMLElement | null {
  if (parent.matches('ul, ol, tbody')) return inRows(control, parent, next) ?? headingOf(parent)
  if (removed !== control) return headingOf(parent)
  // Without one, Tab goes on from where the control was.
  return [next, previous].find(isControl) ?? null
}

function inRows(control: HTMLElement, list: Element, next: Node | null): HTMLElement | null {
  const rows = [...list.children]
  const at = next instanceof Element && next.isConnected ? rows.indexOf(next) : rows.length
  for (const row of [...rows.slice(at), ...rows.slice(0, at).reverse()]) {
    const same = [...row.querySelectorAll<HTMLElement>(control.tagName)].find(
      ({ className, textContent }) => className === control.className && textContent === control.textContent,
    )
    if (same) return same
  }
  return null
}

const isControl = (node: Node | null): node is HTMLElement =>
  node instanceof HTMLElement && node.isConnected && node.matches('a[href], button, input, select, textarea')

function headingOf(part: Element): HTMLElement | null {
  const label = part.closest('section[aria-labelledby]')?.getAttribute('aria-labelledby')
  const heading = label ? document.getElementById(label) : null
  heading?.setAttribute('tabindex', '-1')
  return heading
}
