/**
 * The factor by which a phone lays this page out wider than its screen: 1, or about 2.5 in a page without a viewport
 * meta, which the phone then shows smaller.
 */
export function pageZoom(): number {
  const zoom = document.documentElement.clientWidth / outerWidth
  return zoom > 1.1 && matchMedia('(pointer:coarse)').matches ? zoom : 1
}

/** True if there is room for a window; otherwise the chat fills the screen. */
export function isRoomy(): boolean {
  const zoom = pageZoom()
  return innerWidth / zoom > 600 && innerHeight / zoom > 480
}
