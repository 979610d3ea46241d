import { wanted } from './take-focus.ts'

// Safari lets the frame of another site place its focus only after the user did something in it: their first key does.
window.addEventListener(
  'keydown',
  (event) => {
    const { key, ctrlKey, metaKey } = event
    if (document.activeElement !== document.body || ctrlKey || metaKey) return
    if (key[1] && key !== 'Escape') return
    const { element } = wanted
    element?.focus({ preventScroll: true })
    // a letter is written where the focus is now; Escape is passed on, unless a dialog above keeps the focus away
    if (!key[1] || !element?.matches(':focus')) return
    event.stopPropagation()
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  },
  true,
)
