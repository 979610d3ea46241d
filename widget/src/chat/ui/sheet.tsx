import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useLayer } from '../core/layers/use-layer.ts'
import { useId } from '../core/use-id.ts'

interface Props {
  /** over the whole of the chat, or in its middle: something to look at, or a question */
  kind: 'panel' | 'card' | 'question'
  title: string
  close: () => void
  /** before the title, and after it */
  lead?: ComponentChildren
  head?: ComponentChildren
  children: ComponentChildren
}

/**
 * The browser's own dialog, its focus at first on what is marked `data-first`: it holds the focus, makes the rest
 * inert, and gives the focus back to where it was.
 */
export function Sheet({ kind, title, close, lead, head, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  /** a text that is selected with the pointer may end beside the sheet */
  const isPressed = useRef(false)
  const titleId = useId()
  useLayer(close)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    element?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`sheet ${kind === 'panel' ? kind : 'middle'}`}
      role={kind === 'question' ? 'alertdialog' : 'dialog'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onKeyDown={(event) => {
        // what is beneath has an Escape of its own
        if (event.key === 'Escape') event.stopPropagation()
      }}
      // what is beneath may be the handle by which the window is dragged
      onPointerDown={(event) => {
        event.stopPropagation()
        isPressed.current = event.target === dialog.current
      }}
      onClick={(event) => {
        if (isPressed.current && event.target === dialog.current) close()
      }}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          {lead}
          <h2 id={titleId}>{title}</h2>
          {head}
        </header>
        {children}
      </div>
    </dialog>
  )
}
