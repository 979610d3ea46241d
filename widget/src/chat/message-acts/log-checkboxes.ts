import { effect, type Signal } from '@preact/signals'

/** Messages that may be selected at once. */
export const MOST_SELECTED = 100

/**
 * Lays a checkbox over each message of the log while messages are selected. A click on a message selects it, and with
 * Shift all messages from the last selected one. Space selects the message that has the focus. Escape ends the
 * selection.
 * @returns a function that removes the checkboxes
 */
export function addCheckboxes(
  log: HTMLElement,
  selected: Signal<ReadonlySet<number> | null>,
  label: string,
): () => void {
  let last: number | null = null
  const seqOf = (article: HTMLElement) => Number(article.dataset.seq)
  const selectable = () =>
    [...log.querySelectorAll<HTMLElement>('article')].filter((article) => article.querySelector('.more'))
  const place = (target: EventTarget | null) => {
    const article = target instanceof Element ? target.closest<HTMLElement>('article') : null
    return article?.querySelector('.more') ? article : null
  }

  function draw(): void {
    const chosen = selected.peek()
    for (const article of selectable()) {
      const isChosen = chosen?.has(seqOf(article)) === true
      let box = article.querySelector<HTMLInputElement>('.pick')
      if (!box) {
        box = document.createElement('input')
        box.type = 'checkbox'
        box.className = 'pick'
        box.tabIndex = -1
        box.setAttribute('aria-label', `${label}: ${article.getAttribute('aria-label')}`)
        article.append(box)
      }
      box.checked = isChosen
      article.toggleAttribute('data-picked', isChosen)
    }
  }

  function toggle(article: HTMLElement, range: boolean): void {
    const chosen = new Set(selected.peek())
    const seq = seqOf(article)
    const on = !chosen.has(seq)
    const [from, to] = range && last !== null ? [Math.min(last, seq), Math.max(last, seq)] : [seq, seq]
    for (const one of selectable().map(seqOf)) {
      if (one < from || one > to) continue
      if (on || range) chosen.add(one)
      else chosen.delete(one)
    }
    last = seq
    selected.value = chosen.size === 0 ? null : new Set([...chosen].slice(0, MOST_SELECTED))
  }

  function onClick(event: MouseEvent): void {
    const article = place(event.target)
    if (!article) return
    event.preventDefault()
    event.stopPropagation()
    toggle(article, event.shiftKey)
    article.focus({ preventScroll: true })
    // the browser has not taken the click's effect on a checkbox back yet
    setTimeout(draw)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (document.querySelector('dialog[open], .menu-layer')) return
    const article = place(event.target)
    if (event.key === 'Escape') selected.value = null
    else if (article && (event.key === ' ' || event.key === 'Enter')) toggle(article, event.shiftKey)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  /** No text is selected by Shift and a click, and no menu opens. */
  const onMouseDown = (event: MouseEvent) => event.shiftKey && event.preventDefault()
  const silence = (event: Event) => event.stopPropagation()

  const changes = new MutationObserver(draw)
  changes.observe(log, { childList: true, subtree: true })
  const stop = effect(() => {
    void selected.value
    draw()
  })
  const [first] = selected.peek() ?? []
  last = first ?? null
  log.classList.add('selecting')
  log.addEventListener('click', onClick, true)
  log.addEventListener('mousedown', onMouseDown, true)
  log.addEventListener('touchstart', silence, true)
  log.addEventListener('contextmenu', silence, true)
  document.addEventListener('keydown', onKeyDown, true)
  return () => {
    changes.disconnect()
    stop()
    log.classList.remove('selecting')
    log.removeEventListener('click', onClick, true)
    log.removeEventListener('mousedown', onMouseDown, true)
    log.removeEventListener('touchstart', silence, true)
    log.removeEventListener('contextmenu', silence, true)
    document.removeEventListener('keydown', onKeyDown, true)
    for (const box of log.querySelectorAll('.pick')) box.remove()
    for (const article of log.querySelectorAll('[data-picked]')) article.removeAttribute('data-picked')
  }
}
