import { expect, test } from 'bun:test'
import { createPlayer, type Sound, type Track } from './player.ts'

function fakeSound() {
  const heard = new Map<string, () => void>()
  const sound = {
    src: '',
    currentTime: 0,
    playbackRate: 1,
    duration: Number.POSITIVE_INFINITY,
    plays: false,
    async play() {
      sound.plays = true
    },
    pause() {
      sound.plays = false
    },
    addEventListener: (event: string, run: () => void) => void heard.set(event, run),
  }
  return { sound: sound satisfies Sound, happens: (event: string) => heard.get(event)?.() }
}

const track = (key: string, next?: Track): Track => ({
  key,
  duration_ms: 10_000,
  load: async () => `blob:${key}`,
  next: () => next ?? null,
})

test('one voice message plays at a time', async () => {
  const { sound } = fakeSound()
  const player = createPlayer(sound)
  await player.toggle(track('first'))
  expect([sound.src, sound.plays, player.current.value]).toEqual(['blob:first', true, 'first'])
  await player.toggle(track('second'))
  expect([sound.src, sound.plays, player.current.value]).toEqual(['blob:second', true, 'second'])
  await player.toggle(track('second'))
  expect([sound.plays, player.playing.value]).toEqual([false, false])
})

test('the next one plays on, the last one ends at its begin', async () => {
  const { sound, happens } = fakeSound()
  const player = createPlayer(sound)
  await player.toggle(track('first', track('second')))
  happens('ended')
  await Bun.sleep(0)
  expect([player.current.value, player.playing.value]).toEqual(['second', true])
  happens('ended')
  await Bun.sleep(0)
  expect([player.playing.value, player.position.value]).toEqual([false, 0])
})

test('seeking works before and while it plays, and keeps the speed', async () => {
  const { sound } = fakeSound()
  const player = createPlayer(sound)
  player.nextSpeed()
  await player.seek(track('first'), 0.5)
  expect([sound.currentTime, sound.playbackRate, player.playing.value]).toEqual([5, 1.5, true])
  await player.seek(track('first'), 2)
  expect(sound.currentTime).toBe(10)
  player.nextSpeed()
  player.nextSpeed()
  expect(sound.playbackRate).toBe(1)
})

test('a voice message that can not be loaded says so, and may be tried again', async () => {
  const { sound } = fakeSound()
  const player = createPlayer(sound)
  let works = false
  const broken: Track = {
    ...track('first'),
    load: async () => {
      if (!works) throw new Error('offline')
      return 'blob:first'
    },
  }
  await player.toggle(broken)
  expect([player.failed.value, player.playing.value]).toEqual(['first', false])
  works = true
  await player.toggle(broken)
  expect([player.failed.value, player.playing.value]).toEqual([null, true])
})
