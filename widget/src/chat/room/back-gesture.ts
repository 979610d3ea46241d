/** Pixels that a finger has to pull the conversation to go back to the list. */
const BACK_AT = 80
/** A finger that moved less has no direction yet. */
const SLIP = 12
/** Pixels from the edge of the screen where some browsers go back by themselves. */
const EDGE = 20

/** Elements with a horizontal touch gesture of their own. */
const HAS_OWN_PULL = 'pre, input, audio, video, [role="slider"]'

/** On a phone, pulling a conversation aside, the other way than for a reply, leads back to the list. */
export function addBackGesture(log: HTMLElement): void {
  const section = log.closest<HTMLElement>('.room')
  let start: { x: number; y: number } | null = null
  /** pixels; null: the finger has no direction yet */
  let by: number | null = null
  const on = (type: 'touchstart' | 'touchmove' | 'touchend' | 'touchcancel', handle: (event: TouchEvent) => void) =>
    log.addEventListener(type, handle, { passive: true })

  /** Null where list and conversation stand side by side, and in a place for one conversation. */
  const backButton = () => {
    const button = section?.querySelector<HTMLElement>('.window-header .back')
    return button?.offsetParent ? button : null
  }

  function release(): void {
    start = by = null
    section?.style.removeProperty('translate')
  }

  on('touchstart', ({ touches, target }) => {
    release()
    const [touch] = touches
    if (!touch || touches.length > 1 || !backButton()) return
    if (target instanceof Element && target.closest(HAS_OWN_PULL)) return
    if (Math.min(touch.clientX, innerWidth - touch.clientX) >= EDGE) start = { x: touch.clientX, y: touch.clientY }
  })

  on('touchmove', ({ touches }) => {
    const [touch] = touches
    if (!start || !touch || !section) return
    const aside = touch.clientX - start.x
    const toEnd = getComputedStyle(log).direction === 'rtl' ? -aside : aside
    if (by === null) {
      const along = Math.abs(touch.clientY - start.y)
      if (Math.max(along, Math.abs(toEnd)) < SLIP) return
      // it scrolls, or answers a message
      if (along > toEnd) return release()
    }
    by = Math.max(0, toEnd)
    section.style.setProperty('translate', `${aside > 0 ? by : -by}px 0`)
  })

  on('touchend', () => {
    const leads = by !== null && by >= BACK_AT
    release()
    if (leads) backButton()?.click()
  })
  on('touchcancel', release)
}
