import type { TextChange } from '../formatting/toggle-mark.ts'

/** Keyboards of Apple devices have a Command key. */
export const isApple = /Mac|iP/.test(navigator.platform)

/**
 * Replaces part of what stands in the composer, so that the browser's undo takes it back. Without the focus, which
 * would bring up a phone's keyboard, there is nothing to undo.
 */
export function changeText(box: HTMLTextAreaElement, { from, to, text, select }: TextChange): void {
  const hasFocus = document.activeElement === box
  box.setSelectionRange(from, to)
  if (!hasFocus || !document.execCommand('insertText', false, text)) {
    box.setRangeText(text, from, to, 'end')
    box.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }))
  }
  box.setSelectionRange(...select)
}

/** Puts text in the place of the selection, or of the `before` characters before it. */
export function insertText(box: HTMLTextAreaElement, text: string, before = 0): void {
  const from = box.selectionStart - before
  const end = from + text.length
  changeText(box, { from, to: box.selectionEnd, text, select: [end, end] })
}
