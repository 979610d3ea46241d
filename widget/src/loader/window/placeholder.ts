import type { WindowPhrases } from '@imbachat/protocol/phrases/window-phrases'

/** When a frame that still says nothing may be loaded again by the visitor, milliseconds after the window opened. */
const RETRY_AFTER = 5_000

/**
 * The window's content until its frame can be seen: a header with the way out, the shape of a list, and after a
 * while Retry.
 *
 * @param floats a chat in the page has nothing to close
 */
export function createPlaceholder(
  say: WindowPhrases,
  title: string,
  actions: { close(): void; retry(): void },
): { element: HTMLElement; opened(floats: boolean): void; stop(): void } {
  const add = (name: string, parent: Node, text = '', className = '') => {
    const child = parent.appendChild(document.createElement(name))
    child.textContent = text
    child.className = className
    return child
  }
  const element = document.createElement('div')
  element.className = 'wait'
  const header = add('header', element)
  add('strong', header, title)
  const close = add('button', header, '✕')
  close.ariaLabel = say.close
  close.onclick = actions.close
  for (let row = 0; row < 5; row++) add('i', element)
  const status = add('p', element, say.loading)
  status.role = 'status'
  const retry = add('button', element, say.retry, 'retry')
  let timer: ReturnType<typeof setTimeout> | undefined

  function wait(): void {
    clearTimeout(timer)
    status.textContent = say.loading
    status.className = 'quiet'
    retry.hidden = true
    timer = setTimeout(() => {
      status.textContent = say.slow
      status.className = ''
      retry.hidden = false
    }, RETRY_AFTER)
  }
  retry.onclick = () => {
    wait()
    actions.retry()
  }

  return {
    element,
    opened(floats) {
      close.hidden = !floats
      if (timer === undefined) wait()
    },
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
