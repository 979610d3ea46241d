import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLayer } from '../core/layers/use-layer.ts'

interface Props {
  class: string
  label: string
  role?: 'dialog' | 'alertdialog'
  /** for Escape, and Back on a phone */
  close: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  children: ComponentChildren
}

/**
 * A view over the whole chat. It takes the focus only from the chat itself: a user who writes in the page around it is
 * not interrupted by a ring.
 */
export function CallDialog({ class: name, label, role = 'dialog', close, onKeyDown, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayer(close)
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    // what lies over the chat as a modal dialog would make this one inert
    if (document.hasFocus() || document.querySelector('dialog:modal')) {
      element.showModal()
      // not a button: a key that is on its way must not answer a call
      element.focus({ preventScroll: true })
      return () => element.close()
    }
    const whole = document.querySelector('.whole')
    element.setAttribute('open', '')
    whole?.setAttribute('inert', '')
    return () => whole?.removeAttribute('inert')
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`call-dialog ${name}`}
      role={role}
      aria-label={label}
      tabIndex={-1}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          close()
        } else onKeyDown?.(event)
      }}
      // what is beneath may be the handle by which the window is dragged
      onPointerDown={(event) => event.stopPropagation()}
      onClick={({ detail, currentTarget }) => {
        // a key press after a click is for the call, not for the button that was clicked
        if (detail > 0 && document.activeElement instanceof HTMLButtonElement) currentTarget.focus()
      }}
    >
      {children}
    </dialog>
  )
}
