export const nextFrame = () => new Promise((done) => requestAnimationFrame(done))

/** Frames without a change after which a page counts as drawn. */
const QUIET_FRAMES = 4

/** Everything is fetched and drawn, and nothing has changed for some frames. */
export async function settled(isWaiting: () => boolean): Promise<void> {
  let quiet = 0
  const watcher = new MutationObserver(() => {
    quiet = 0
  })
  watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
  const isLoading = () =>
    [...document.images].some((image) => !image.complete && image.checkVisibility()) ||
    [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].some(({ sheet }) => sheet === null)
  while (quiet < QUIET_FRAMES) {
    await document.fonts.ready
    quiet = isWaiting() || isLoading() ? 0 : quiet + 1
    await nextFrame()
    // on a busy machine, frames pass while answers are on their way through the page
    await new Promise((done) => requestIdleCallback(done))
  }
  watcher.disconnect()
}
