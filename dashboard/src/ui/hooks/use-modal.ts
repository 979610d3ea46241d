import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Opens a `dialog` while it is drawn. Afterwards the focus goes back to where it was. */
export function useModal(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => {
      // Until the dialog is gone, nothing outside of it takes the focus.
      if (before instanceof HTMLElement) queueMicrotask(() => before.focus())
    }
  }, [])
  return dialog
}
