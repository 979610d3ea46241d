/** The element that has the focus, or should have it. */
export const wanted: { element: HTMLElement | null | undefined } = { element: null }

/** Also takes what the user types while the focus is nowhere: see safari-focus.ts. */
export function takeFocus(element: HTMLElement | null | undefined): void {
  wanted.element = element
  element?.focus({ preventScroll: true })
}
