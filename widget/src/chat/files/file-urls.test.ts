import { expect, test } from 'bun:test'
import { ChatRequestError, type ConnectionState, observable } from '@imbachat/sdk'
import { createFileUrls, keepLocal, localUrl } from './file-urls.ts'

const settled = () => Bun.sleep(0)

function source() {
  const connection = observable<ConnectionState>({ kind: 'online' })
  const asked: string[] = []
  let refusal: Error | null = null
  let ticket: number | null = null
  return {
    connection,
    asked,
    fails: (error: Error = new Error('offline')) => (refusal = error),
    /** gives the same ticket from now on */
    keepsTicket: () => (ticket = asked.length),
    recovers: () => (refusal = null),
    async fileUrl(_room: number, file_id: string, variant: 'original' | 'thumb') {
      asked.push(`${file_id} ${variant}`)
      if (refusal) throw refusal
      return `/${file_id}/${variant}?ticket=${ticket ?? asked.length}`
    },
  }
}

test('an address is asked for once, and again when it does not work any more', async () => {
  const server = source()
  const urls = createFileUrls(server, 1)
  const url = urls.of('a', 'thumb')
  expect(urls.of('a', 'thumb')).toBe(url)
  await settled()
  expect(url.value).toBe('/a/thumb?ticket=1')
  urls.renew('a', 'thumb', '/a/thumb?ticket=1')
  urls.renew('a', 'thumb', 'an older one')
  await settled()
  expect([url.value, server.asked.length]).toEqual(['/a/thumb?ticket=2', 2])
})

test('a file that could not be loaded is requested at the next connection', async () => {
  const server = source()
  server.fails()
  const url = createFileUrls(server, 1).of('a', 'original')
  await settled()
  expect(url.value).toBeNull()
  server.recovers()
  server.connection.set({ kind: 'connecting' })
  server.connection.set({ kind: 'online' })
  await settled()
  expect(url.value).toBe('/a/original?ticket=2')
})

test('FILE-32 a file that broke while its ticket is good is loaded again at the next connection, or after a while', async () => {
  const server = source()
  const timers: (() => void)[] = []
  const urls = createFileUrls(
    server,
    1,
    (_, run) => {
      timers.push(run)
      return () => {}
    },
    async () => false,
  )
  const url = urls.of('a', 'thumb')
  await settled()
  server.keepsTicket()
  urls.renew('a', 'thumb', '/a/thumb?ticket=1')
  await settled()
  expect(url.value).toBe('/a/thumb?ticket=1')
  server.connection.set({ kind: 'connecting' })
  server.connection.set({ kind: 'online' })
  expect(url.value).toBe('/a/thumb?ticket=1&again=1')

  urls.renew('a', 'thumb', '/a/thumb?ticket=1&again=1')
  await settled()
  expect(url.value).toBe('/a/thumb?ticket=1&again=1')
  timers.at(-1)?.()
  expect(url.value).toBe('/a/thumb?ticket=1&again=2')
  server.connection.set({ kind: 'connecting' })
  server.connection.set({ kind: 'online' })
  expect(url.value).toBe('/a/thumb?ticket=1&again=2')
})

test('FILE-32 a file that the server gives and that can not be shown is loaded once more under each ticket', async () => {
  const server = source()
  const timers: (() => void)[] = []
  const urls = createFileUrls(
    server,
    1,
    (_, run) => {
      timers.push(run)
      return () => {}
    },
    async () => true,
  )
  const url = urls.of('a', 'thumb')
  await settled()
  server.keepsTicket()
  for (const failed of ['/a/thumb?ticket=1', '/a/thumb?ticket=1&again=1']) {
    expect(url.value).toBe(failed)
    urls.renew('a', 'thumb', failed)
    await settled()
    timers.shift()?.()
  }
  expect([url.value, timers.length]).toEqual(['/a/thumb?ticket=1&again=1', 0])

  // it may have been shown meanwhile: under the next ticket the network may break it again
  server.keepsTicket()
  urls.renew('a', 'thumb', '/a/thumb?ticket=1&again=1')
  await settled()
  urls.renew('a', 'thumb', '/a/thumb?ticket=3')
  await settled()
  timers.shift()?.()
  expect(url.value).toBe('/a/thumb?ticket=3&again=1')
})

test('an address that the server does not give is not asked for on this connection again', async () => {
  const server = source()
  const timers: number[] = []
  server.fails(new ChatRequestError({ code: 'file_not_found', message: 'no such file here' }))
  createFileUrls(server, 1, (ms) => {
    timers.push(ms)
    return () => {}
  }).of('a', 'original')
  await settled()
  expect(timers).toEqual([])
})

test('of the files that this page has sent the last are kept in memory, each under both of its ids', () => {
  const addresses = Array.from({ length: 40 }, (_, index) => URL.createObjectURL(new Blob([String(index)])))
  for (const [index, address] of addresses.entries()) {
    keepLocal(`local-${index}`, address)
    keepLocal(`file-${index}`, address)
  }
  expect([localUrl('local-0'), localUrl('file-0')]).toEqual([null, null])
  expect(localUrl('local-39')).toBe(localUrl('file-39'))
  for (const index of [0, 39]) {
    expect(localUrl(`file-${index}`)).toBe(index === 0 ? null : (addresses[index] ?? ''))
  }
})
