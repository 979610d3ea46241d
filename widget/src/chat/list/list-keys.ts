/**
 * Arrow keys, Home and End go through the buttons of a list.
 * @returns the button that has the focus now, if it moved
 */
export function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): HTMLElement | undefined {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button.row')]
  const here = buttons.indexOf(document.activeElement as HTMLElement)
  const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 }[event.key]
  const next = there === undefined ? undefined : buttons[there]
  if (!next) return undefined
  event.preventDefault()
  next.focus()
  return next
}
