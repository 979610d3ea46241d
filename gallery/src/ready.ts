/** A function that the test of pictures gives to each page: the page calls it with its result as JSON. */
export const READY = 'galleryIsReady'

export interface GalleryResult {
  /** the error before the view was there; null: it is there */
  problem: string | null
  /** components that the page has drawn, and all that there are */
  drawn: string[]
  known: string[]
}

/** The view is there, or why it is not. */
export function sayReady(result: GalleryResult): void {
  if (result.problem) console.error(result.problem)
  const say = (globalThis as { [READY]?: (json: string) => void })[READY]
  say?.(JSON.stringify(result))
}
