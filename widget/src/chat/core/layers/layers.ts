import { signal } from '@preact/signals'

/** Functions that close the layers over the list; the last one closes the top layer. */
const layers = signal<readonly (() => void)[]>([])

/** Number of open layers. */
export const layerCount = (): number => layers.value.length

/** @param isBottom the conversation lies under everything, whenever it came. @returns a function that removes it */
export function addLayer(close: () => void, isBottom = false): () => void {
  const others = layers.peek()
  layers.value = isBottom ? [close, ...others] : [...others, close]
  return () => {
    layers.value = layers.peek().filter((one) => one !== close)
  }
}

/** Closes as many layers as the user has gone back. */
export function closeLayers(count: number): void {
  for (const close of layers.peek().slice(-count).reverse()) close()
}
