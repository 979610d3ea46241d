/** The launcher's corner: its 56 px and its distances from the edges, CSS pixels. */
const CORNER = 80

/**
 * Reports when the launcher covers the lower edge of a chat in the page, where its send button is.
 *
 * @param changed called with true if the launcher covers one of the `watched` elements
 */
export function watchCorner(
  position: 'left' | 'right',
  changed: (covers: boolean) => void,
): { watch(edge: Element): void; stop(): void } {
  const edges = new Set<Element>()
  const covered = new Set<Element>()
  let observer: IntersectionObserver | null = null

  function observe(): void {
    observer?.disconnect()
    covered.clear()
    const [above, beside] = [innerHeight - CORNER, innerWidth - CORNER].map((size) => `${-Math.max(size, 0)}px`)
    observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) covered.add(target)
          else covered.delete(target)
        }
        changed(covered.size > 0)
      },
      // a page inside of a page has margins only with a root of its own
      { root: document, rootMargin: position === 'left' ? `${above} ${beside} 0px 0px` : `${above} 0px 0px ${beside}` },
    )
    for (const edge of edges) {
      if (edge.isConnected) observer.observe(edge)
      else edges.delete(edge)
    }
  }

  const stopping = new AbortController()
  addEventListener('resize', observe, { signal: stopping.signal })
  return {
    watch(edge) {
      edges.add(edge)
      observe()
    },
    stop() {
      stopping.abort()
      observer?.disconnect()
    },
  }
}
