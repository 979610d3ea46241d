import { type ReadonlySignal, signal } from '@preact/signals'

function mediaSignal(query: string): ReadonlySignal<boolean> {
  const media = matchMedia(query)
  const matches = signal(media.matches)
  media.addEventListener('change', () => {
    matches.value = media.matches
  })
  return matches
}

/** List and room stand side by side. The same width is in frame/layout.css. */
export const isWide = mediaSignal('(min-width: 640px)')

const coarse = mediaSignal('(pointer: coarse) and (hover: none)')

/** Focus brings up a keyboard that covers half of the screen, and whose Enter is for new lines. */
export const showsTouchKeyboard = (): boolean => coarse.value
