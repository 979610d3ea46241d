import { expect, test } from 'bun:test'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { wireCalls } from '../../wire-calls.ts'
import { createFetchPlaces } from './fetch-places.ts'

test('API-13 few files of a widget are fetched at once, those of another one go on, and too many are refused', async () => {
  const places = createFetchPlaces(8)
  const ending = Promise.withResolvers<string>()
  let underWay = 0
  const fetches = Array.from({ length: 7 }, () =>
    places
      .within(1, () => {
        underWay++
        return ending.promise
      })
      .catch((error: { code: string }) => error.code),
  )
  expect(await fetches[6]).toBe('server_busy')
  expect(underWay).toBe(2)
  expect(await places.within(2, async () => 'of another widget')).toBe('of another widget')
  ending.resolve('a file')
  expect(await Promise.all(fetches.slice(0, 6))).toEqual(Array(6).fill('a file'))
  expect(underWay).toBe(6)
  // a fetch that fails leaves its place
  const failed = Array.from({ length: 9 }, () => places.within(3, async () => Promise.reject(new Error('gone'))))
  expect((await Promise.allSettled(failed)).filter(({ status }) => status === 'rejected')).toHaveLength(9)
  expect(await places.within(3, async () => 'free')).toBe('free')
})

test('API-13 a file comes from no private address, one that EGRESS_ALLOW opens to sites included', async () => {
  const inside = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('of a service inside') })
  try {
    const config = { loopback: false, egressAllow: ['127.0.0.0/8'], limits: DEFAULT_LIMITS }
    const basis = { clock: systemClock, log: silentLog, metrics: null, options: undefined }
    const { remoteFiles, toSites } = wireCalls({ config, ...basis })
    expect((await toSites.request({ url: inside.url.href })).status).toBe(200)
    expect(await remoteFiles.fetch(1, inside.url.href, async ({ name }) => name)).toBeNull()
  } finally {
    await inside.stop(true)
  }
})
