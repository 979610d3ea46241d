/** Milliseconds of a long press that opens a menu, and pixels that the finger may move meanwhile. */
const HOLD_MS = 480
const SLIP = 10

/** Touch handlers that call `held` where a finger rested. Android sends `contextmenu` for this, iOS sends nothing. */
export function createLongPress(held: (element: HTMLElement, x: number, y: number) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let start = { x: 0, y: 0 }
  let isHeld = false
  const stop = () => clearTimeout(timer)
  return {
    onTouchStart(event: TouchEvent & { currentTarget: HTMLElement }) {
      stop()
      isHeld = false
      const touch = event.touches[0]
      if (event.touches.length !== 1 || !touch) return
      const element = event.currentTarget
      start = { x: touch.clientX, y: touch.clientY }
      timer = setTimeout(() => {
        isHeld = true
        held(element, start.x, start.y)
      }, HOLD_MS)
    },
    onTouchMove(event: TouchEvent) {
      const touch = event.touches[0]
      if (!touch || Math.hypot(touch.clientX - start.x, touch.clientY - start.y) > SLIP) stop()
    },
    onTouchEnd(event: TouchEvent) {
      stop()
      // or the finger's lifting would click what is under it
      if (isHeld && event.cancelable) event.preventDefault()
    },
    onTouchCancel: stop,
  }
}
