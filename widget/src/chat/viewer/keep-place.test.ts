import { expect, test } from 'bun:test'
import { type Film, keepPlace } from './keep-place.ts'

/** A video element as browsers have it: another address puts it back to its begin. */
class FakeFilm extends EventTarget {
  currentTime = 0
  playbackRate = 1
  readyState = 1
  stopped = 0

  pause(): void {
    this.stopped++
  }

  tell(...events: string[]): void {
    for (const event of events) this.dispatchEvent(new Event(event))
  }

  getAnotherAddress(): void {
    this.currentTime = 0
    this.playbackRate = 1
    this.readyState = 0
    this.tell('emptied', 'timeupdate', 'ratechange')
    this.readyState = 1
    this.tell('loadedmetadata')
  }
}

function setUp(): FakeFilm {
  const film = new FakeFilm()
  keepPlace(film as unknown as Film)
  film.tell('loadedmetadata', 'play')
  return film
}

test('a film that plays goes on where it was when its address is renewed', () => {
  const film = setUp()
  film.currentTime = 42
  film.playbackRate = 1.5
  film.tell('timeupdate', 'ratechange')
  film.getAnotherAddress()
  expect([film.currentTime, film.playbackRate, film.stopped]).toEqual([42, 1.5, 0])
})

test('a film that was stopped stays so when its address is renewed', () => {
  const film = setUp()
  film.currentTime = 42
  film.tell('timeupdate', 'pause')
  film.getAnotherAddress()
  expect([film.currentTime, film.stopped]).toEqual([42, 1])
})
