/** Elements that Tab reaches in the focused message. */
const IN_MESSAGE =
  '.text a, .copy-code, .mention, .link-card, .card-button, .quote, .author, .reaction, .seen button, .file-rows ' +
  ':is(button, [role=slider])'

/**
 * Arrow keys walk the messages, from the newest up; Tab passes the log in one step, and the links of the message with
 * the focus.
 */
export function addLogKeys(log: HTMLElement): void {
  log.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
    const messages = [...log.querySelectorAll<HTMLElement>('article')]
    const here = messages.indexOf((event.target as Element).closest('article') as HTMLElement)
    if (here < 0 && event.target !== log) return
    const next = here < 0 ? messages.at(-1) : messages[here + (event.key === 'ArrowUp' ? -1 : 1)]
    if (!next) return
    event.preventDefault()
    next.focus()
  })

  function reach({ type, target, relatedTarget }: FocusEvent): void {
    const article = (target as Element).closest('article')
    if (type === 'focusout' && article?.contains(relatedTarget as Node | null)) return
    for (const part of article?.querySelectorAll<HTMLElement>(IN_MESSAGE) ?? [])
      part.tabIndex = type === 'focusin' ? 0 : -1
  }
  log.addEventListener('focusin', reach)
  log.addEventListener('focusout', reach)
}
