import { signal } from '@preact/signals'

/** How each of what lies over the list is closed, the top one last. */
const layers = signal<readonly (() => void)[]>([])

/** How many there are. */
export const layerCount = (): number => layers.value.length

/** @param isBottom the conversation lies under everything, whenever it came. @returns a function that removes it */
export function addLayer(close: () => void, isBottom = false): () => void {
  const others = layers.peek()
  layers.value = isBottom ? [close, ...others] : [...others, close]
  return () => {
    layers.value = layers.peek().filter((one) => one !== close)
  }
}

/** The user went back by so many steps. */
export function closeLayers(count: number): void {
  for (const close of layers.peek().slice(-count).reverse()) close()
}
