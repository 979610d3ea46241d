import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

interface PopupProps {
  /** what the button opens, for screen readers */
  label: string
  /** on the button */
  face: ComponentChildren
  look: string
  children: ComponentChildren
}

/** Pixels between the button and what it opens, and from there to the edge of the window. */
const GAP = 4
const EDGE = 8

/**
 * A button and a panel that it opens below itself. The panel stands after the button in the order of the keyboard;
 * Escape, a click elsewhere and a link inside close it. Its content is drawn while it is open.
 */
export function Popup({ label, face, look, children }: PopupProps) {
  const isOpen = useSignal(false)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const id = useId()

  function place(): void {
    const { current: shown } = panel
    const at = button.current?.getBoundingClientRect()
    if (!shown || !at) return
    const width = document.documentElement.clientWidth
    const isAtEnd = at.left + at.width / 2 > width / 2
    shown.style.top = `${at.bottom + scrollY + GAP}px`
    shown.style.left = isAtEnd ? 'auto' : `${Math.max(EDGE, at.left)}px`
    shown.style.right = isAtEnd ? `${Math.max(EDGE, width - at.right)}px` : 'auto'
  }

  return (
    <>
      <button ref={button} class={`popup-button ${look}`} type="button" popovertarget={id} aria-label={label}>
        {face}
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link that is followed by a key clicks, too */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only its links are clicked */}
      <div
        ref={panel}
        class="popup"
        id={id}
        popover="auto"
        onBeforeToggle={({ newState }) => {
          if (newState !== 'open') return
          place()
          isOpen.value = true
        }}
        // only now: the browser gives the focus back to the button
        onToggle={({ newState }) => {
          isOpen.value = newState === 'open'
        }}
        onClick={({ target }) => {
          if (target instanceof Element && target.closest('a')) panel.current?.hidePopover()
        }}
      >
        {isOpen.value && children}
      </div>
    </>
  )
}
