/** A video element. */
export type Film = Pick<HTMLVideoElement, 'currentTime' | 'playbackRate' | 'readyState' | 'pause' | 'addEventListener'>

/** Lets a film go on where it was when it gets another address, which the browser plays from its begin. */
export function keepPlace(film: Film): void {
  let place = 0
  let speed = 1
  let plays = true

  /** An element that begins to load has no place and no speed any more, and says so. */
  function note(): void {
    if (film.readyState === 0) return
    place = film.currentTime
    speed = film.playbackRate
  }

  for (const event of ['timeupdate', 'seeking', 'ratechange'] as const) film.addEventListener(event, note)
  // neither comes from another address
  film.addEventListener('play', () => {
    plays = true
  })
  film.addEventListener('pause', () => {
    plays = false
  })
  film.addEventListener('loadedmetadata', () => {
    if (place > 0) film.currentTime = place
    film.playbackRate = speed
    if (!plays) film.pause()
  })
}
