import { computed, signal } from '@preact/signals'
import { readRoute } from './routes.ts'

const pathname = signal(location.pathname)
/** What stands behind #, which no server sees. */
export const fragment = signal(location.hash.slice(1))

function readAddress(): void {
  pathname.value = location.pathname
  fragment.value = location.hash.slice(1)
}

export const route = computed(() => readRoute(pathname.value))

export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  readAddress()
  scrollTo(0, 0)
}

/**
 * Makes links to the dashboard change the screen without a page load; anything that asks for a new tab is left alone.
 */
export function startRouter(): void {
  // Also when the reader changes what stands behind # by hand.
  addEventListener('popstate', readAddress)
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || link.target || link.hash || link.origin !== location.origin) return
    if (readRoute(link.pathname).screen === 'not-found') return
    event.preventDefault()
    navigate(link.pathname)
  })
}
