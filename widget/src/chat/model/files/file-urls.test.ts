import { expect, test } from 'bun:test'
import { type ConnectionState, observable } from '@imbachat/sdk'
import { createFileUrls, keepLocal, localUrl } from './file-urls.ts'

const settled = () => Bun.sleep(0)

function source() {
  const connection = observable<ConnectionState>({ kind: 'online' })
  const asked: string[] = []
  let works = true
  return {
    connection,
    asked,
    fails: () => (works = false),
    recovers: () => (works = true),
    async fileUrl(_room: number, fileId: string, variant: 'original' | 'thumb') {
      asked.push(`${fileId} ${variant}`)
      if (!works) throw new Error('offline')
      return `/${fileId}/${variant}?${asked.length}`
    },
  }
}

test('an address is asked for once, and again when it does not work any more', async () => {
  const server = source()
  const urls = createFileUrls(server, 1)
  const url = urls.of('a', 'thumb')
  expect(urls.of('a', 'thumb')).toBe(url)
  await settled()
  expect(url.value).toBe('/a/thumb?1')
  urls.renew('a', 'thumb', '/a/thumb?1')
  urls.renew('a', 'thumb', 'an older one')
  await settled()
  expect([url.value, server.asked.length]).toEqual(['/a/thumb?2', 2])
})

test('what can not be had is asked for at the next connection', async () => {
  const server = source()
  server.fails()
  const url = createFileUrls(server, 1).of('a', 'original')
  await settled()
  expect(url.value).toBeNull()
  server.recovers()
  server.connection.set({ kind: 'connecting' })
  server.connection.set({ kind: 'online' })
  await settled()
  expect(url.value).toBe('/a/original?2')
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
