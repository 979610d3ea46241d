import { afterAll, beforeAll, expect, test } from 'bun:test'
import { apiOperations } from '@imbachat/protocol/http/api/api-operations'
import { EVENT_TYPES } from '@imbachat/protocol/http/api/event-catalogue'
import type { Operation } from '@imbachat/protocol/http/operation'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
let page: string
let policy: string
beforeAll(async () => {
  site = await startApiSite()
  const answer = await site.dashboard.fetch('/api-reference')
  policy = answer.headers.get('content-security-policy') ?? ''
  page = await answer.text()
})
afterAll(() => site.stop())

test('API-14 the reference page has every operation, and every code that one may answer', () => {
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const operations = Object.values<Operation>(apiOperations)
  const wanted = operations.flatMap(({ id, errors }) => [id, ...errors])
  expect(wanted.filter((id) => !ids.has(id))).toEqual([])
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id)
  expect(links.filter((id) => !ids.has(id))).toEqual([])
})

test('API-14 the reference page has every type of event with an example', () => {
  for (const type of EVENT_TYPES) {
    expect(page).toContain(`<h3 id="event-${type}">`)
    expect(page).toContain(`&quot;type&quot;: &quot;${type}&quot;`)
  }
})

test('API-14 a problem names its place on the reference page', async () => {
  const { body } = await site.call('rooms.get', { params: { room: '999' } })
  expect(body.type).toBe(`${site.dashboard.publicUrl}/api-reference#room_not_found`)
  expect(page).toContain('id="room_not_found"')
})

test('API-14 the reference page runs nothing and loads nothing', () => {
  expect(policy).toStartWith("default-src 'none'; style-src 'sha256-")
  expect(policy).not.toContain('unsafe')
  expect(page).not.toMatch(/<script|<img|<iframe|<form|\son\w+=|@import|url\(/)
  const addresses = [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address = '']) => address)
  expect(addresses.filter((address) => !/^(#|\/openapi\.json$|data:,$)/.test(address))).toEqual([])
})
