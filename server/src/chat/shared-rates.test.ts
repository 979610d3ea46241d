import { expect, test } from 'bun:test'
import type { Bus, NodeNews } from './bus.ts'
import { type SharedBuckets, sharedRates } from './shared-rates.ts'
import { manualClock } from './testing/manual-clock.ts'

const SIZE = { burst: 10, perSecond: 1 }

/** Nodes whose news arrive at once, unless the bus is away. */
function nodes(count: number) {
  const clock = manualClock()
  const receivers: ((news: NodeNews) => void)[] = []
  const broadcasts: (NodeNews & { t: 'taken' })[] = []
  let away = false
  const rates = Array.from({ length: count }, (_, node) => {
    const bus: Pick<Bus, 'link' | 'broadcast' | 'onNews'> = {
      link: () => (away ? 'away' : 'joined'),
      broadcast(news) {
        if (away) return
        if (news.t === 'taken') broadcasts.push(news)
        for (const [other, receive] of receivers.entries()) if (other !== node) receive(news)
      },
      onNews(receive) {
        receivers[node] = receive
        return () => undefined
      },
    }
    return sharedRates(bus, clock)
  })
  return { clock, rates, broadcasts, goAway: () => (away = true) }
}

/** Takes until it is refused. @returns how many it got */
function takeAll(buckets: SharedBuckets, key: string): number {
  let got = 0
  while (buckets.take(key, SIZE) === 0) got++
  return got
}

test('NODE-8 a rate used on one node counts on the others, and a second limit has its own count', () => {
  const { clock, rates } = nodes(2)
  const [acts, same] = rates.map(({ buckets }) => buckets('acts')) as [SharedBuckets, SharedBuckets]
  const others = rates.map(({ buckets }) => buckets('others')) as [SharedBuckets, SharedBuckets]
  expect(takeAll(acts, 'ann')).toBe(10)
  clock.elapse(200)
  expect(takeAll(same, 'ann')).toBe(0)
  expect([takeAll(same, 'bob'), takeAll(others[1], 'ann')]).toEqual([10, 10])
})

test('NODE-8 over three nodes a user gets one burst per node once, and from then on the rate of one', () => {
  const { clock, rates } = nodes(3)
  const acts = rates.map(({ buckets }) => buckets('acts'))
  let got = 0
  for (let ms = 0; ms <= 600_000; ms += 50) {
    for (const buckets of acts) got += takeAll(buckets, 'ann')
    clock.elapse(50)
  }
  expect(got).toBeGreaterThanOrEqual(600)
  expect(got).toBeLessThanOrEqual(600 + 3 * SIZE.burst)
})

test('NODE-8 a key that one node forgets has everything again on the others', () => {
  const { clock, rates } = nodes(2)
  const [here, there] = rates.map(({ buckets }) => buckets('sign-ins')) as [SharedBuckets, SharedBuckets]
  takeAll(here, 'ann')
  clock.elapse(200)
  here.forget('ann')
  clock.elapse(200)
  expect(takeAll(there, 'ann')).toBe(10)
})

test('NODE-8 while the bus is away each node counts alone', () => {
  const { clock, rates, goAway } = nodes(2)
  const [here, there] = rates.map(({ buckets }) => buckets('acts')) as [SharedBuckets, SharedBuckets]
  goAway()
  takeAll(here, 'ann')
  clock.elapse(1_000)
  expect(takeAll(there, 'ann')).toBe(10)
})

test('takes of a fifth of a second travel in one notice per limit, and a notice has at most 1,000 keys', () => {
  const { clock, rates, broadcasts } = nodes(2)
  const acts = rates.map(({ buckets }) => buckets('acts'))[0] as SharedBuckets
  for (let n = 0; n < 1_500; n++) for (let twice = 0; twice < 2; twice++) acts.take(`user ${n}`, SIZE)
  expect(broadcasts).toEqual([])
  clock.elapse(200)
  const keys = broadcasts.map((news) => news.taken.length)
  expect(keys).toEqual([1_000, 500])
  expect(broadcasts[0]?.taken[0]).toEqual(['user 0', 2, 10, 1])
  clock.elapse(10_000)
  expect(broadcasts).toHaveLength(2)
})
