import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { ApiEvent } from '@imbachat/protocol/http/api/event-catalogue'
import { until } from '../../../../sdk/src/testing/until.ts'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
beforeAll(async () => {
  site = await startApiSite()
  await site.group('team', ['ann', 'bob'])
})
afterAll(() => site.stop())

const read = async (query: Record<string, string> = {}, secret?: string) =>
  (await site.call('events.list', { query, ...(secret !== undefined && { secret }) })).body as {
    events: ApiEvent[]
    next: string
    oldest: string | null
    newest: string
  }
const send = async (text: string) =>
  (await site.call('messages.send', { params: { room: 'pipe:team' }, body: { user_id: 'ann', text } })).body.message.seq
const remove = (seq: number) => site.call('messages.delete', { params: { room: 'pipe:team', seq } })
const textsOf = (events: ApiEvent[]) => events.map(({ data }) => (data as { message?: { text: string } }).message?.text)

describe('API-15 events', () => {
  test('a reader gets each event once and in order, page by page', async () => {
    const { newest } = await read()
    for (const text of ['One', 'Two', 'Three']) await send(text)
    const seen: (string | undefined)[] = []
    let after = newest
    for (let n = 0; n < 2; n++) {
      const { events, next } = await read({ after, limit: '2' })
      seen.push(...textsOf(events))
      after = next
    }
    expect(seen).toEqual(['One', 'Two', 'Three'])
    expect(await read({ after })).toMatchObject({ events: [], next: after, newest: after })
  })

  test('a reader gets the types that it asks for', async () => {
    const { newest: after } = await read()
    const seq = await send('Four')
    await remove(seq)
    const { events } = await read({ after, types: 'message.deleted,room.created' })
    expect(events.map(({ type, timestamp }) => [type, timestamp])).toEqual([
      ['message.deleted', new Date(site.dashboard.clock.now()).toISOString()],
    ])
  })

  test('an event of a group has the name that the site gave the group, and one of a dialog has none', async () => {
    const { newest: after } = await read()
    await send('In the team')
    const { room } = (await site.call('rooms.open_dialog', { body: { user_ids: ['ann', 'bob'] } })).body
    const message = { params: { room: String(room.room_id) }, body: { user_id: 'ann', text: 'To Bob' } }
    await site.call('messages.send', message)
    const { events } = await read({ after, types: 'message.created' })
    expect(events.map(({ data }) => (data as { pipe?: string }).pipe)).toEqual(['team', undefined])
  })

  test('a reader that waits gets the next event at once', async () => {
    const { newest: after } = await read()
    const waiting = read({ after, wait: '30' })
    await send('Five')
    expect(textsOf((await waiting).events)).toEqual(['Five'])
  })

  test('a reader that waits in vain is answered after its time, and one too many at once', async () => {
    const { newest: after } = await read()
    let answered = false
    const waiting = read({ after, wait: '2' }).finally(() => {
      answered = true
    })
    // its call is under way before the second one
    await read()
    expect((await read({ after, wait: '30' })).events).toEqual([])
    expect(answered).toBe(false)
    const elapse = setInterval(() => site.dashboard.clock.elapse(1_000), 5)
    expect((await waiting.finally(() => clearInterval(elapse))).events).toEqual([])
  })

  test('API-20 a caller whose connection ends frees its place at once', async () => {
    const { newest: after } = await read()
    const { secret } = await site.makeKey(site.shop, ['events:read'])
    const environment = { address: '192.0.2.7', countedAddress: null, requestId: null }
    const server = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: (request) => site.dashboard.router.fetch(request, environment),
    })
    const leaving = new AbortController()
    const url = `http://127.0.0.1:${server.port}/v3/events?after=${after}&wait=30`
    const headers = { authorization: `Bearer ${secret}` }
    /** Calls until one waits: others may have the place first. */
    async function call(): Promise<string> {
      await fetch(url, { headers, signal: leaving.signal })
      return call()
    }
    const gone = call().catch((error: Error) => error.name)
    /** Whether a call finds a place. It is answered once the clock moves. */
    async function finds() {
      let answered = false
      const waiting = read({ after, wait: '2' }).finally(() => {
        answered = true
      })
      await read()
      const found = !answered
      const elapse = setInterval(() => site.dashboard.clock.elapse(1_000), 5)
      await waiting.finally(() => clearInterval(elapse))
      return found
    }
    await until(async () => !(await finds()), 'the only place is taken')
    leaving.abort()
    expect(await gone).toBe('AbortError')
    await until(finds, 'the place is free')
    await server.stop(true)
  })

  test('a widget has a log from its first key with the scope on, and another widget’s is not read', async () => {
    expect(await site.dashboard.store.chat.eventSpan(site.other)).toBe(null)
    const { secret } = await site.makeKey(site.other, ['events:read'])
    expect(await site.dashboard.store.chat.eventSpan(site.other)).not.toBe(null)
    await send('Six')
    expect(await read({}, secret)).toMatchObject({ events: [], newest: '0' })
  })

  test('the log of a widget ends with its last key that reads it', async () => {
    const span = () => site.dashboard.store.chat.eventSpan(site.other)
    const { key } = await site.makeKey(site.other, ['events:read'])
    const answer = await site.dashboard.ask('api_keys.list', { params: { widget_id: site.other }, cookie: site.cookie })
    const { keys } = (await answer.json()) as { keys: { key_id: string }[] }
    const revoke = (key_id: string) =>
      site.dashboard.ask('api_keys.revoke', { params: { widget_id: site.other, key_id }, cookie: site.cookie })
    for (const { key_id } of keys) if (key_id !== key.key_id) await revoke(key_id)
    expect(await span()).not.toBe(null)
    await revoke(key.key_id)
    expect(await span()).toBe(null)
  })

  test('an answer has at most about a megabyte, and the next one goes on after it', async () => {
    const { newest } = await read()
    const first = Number(newest) + 1
    const { control } = site.dashboard.store
    const data = JSON.stringify({ user_id: 'ann', kind: 'warn', on: true, until: null, reason: 'r'.repeat(100_000) })
    const rows = Array.from({ length: 25 }, (_, index) => ({
      ...{ widget_id: site.shop, id: first + index, type: 'user.restricted', user_id: 'ann', at: 1, data },
    }))
    await control.insertInto('event').values(rows).execute()
    await control
      .updateTable('event_head')
      .set({ last_id: first + 24 })
      .where('widget_id', '=', site.shop)
      .execute()
    const pages: number[] = []
    for (let after = newest; after !== String(first + 24); ) {
      const { events, next } = await read({ after, limit: '1000' })
      pages.push(events.length)
      after = next
    }
    expect(pages).toEqual([10, 10, 5])
  })

  test('a reader of rare types gets them, however many other events there are, and is told where to go on', async () => {
    const { newest } = await read()
    const { control, chat } = site.dashboard.store
    const first = Number(newest) + 1
    const filler = { widget_id: site.shop, type: 'room.read', at: 1, data: '{}' }
    // more than the reads of one call look through
    const last = first + 60_000
    for (let id = first; id < last; id += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => ({ ...filler, id: id + index }))
      await control.insertInto('event').values(rows).execute()
    }
    await control
      .updateTable('event_head')
      .set({ last_id: last - 1 })
      .where('widget_id', '=', site.shop)
      .execute()
    expect((await chat.eventSpan(site.shop))?.last_id).toBe(last - 1)
    const seq = await send('Rare')
    await remove(seq)
    const types = 'message.deleted'
    const page = await read({ after: newest, types, wait: '30' })
    expect(page).toMatchObject({ events: [], newest: String(last + 1) })
    expect(Number(page.next)).toBeGreaterThan(first)
    expect(Number(page.next)).toBeLessThan(last)
    const more = await read({ after: page.next, types })
    expect(more.events.map(({ type }) => type)).toEqual(['message.deleted'])
  })

  test.each([
    [{ after: '999999' }, 'after'],
    [{ after: '-1' }, 'after'],
    [{ types: 'message.read' }, 'types'],
    [{ wait: '31' }, 'wait'],
    [{ limit: '1001' }, 'limit'],
  ])('%p is refused', async (query, field) => {
    expect(await site.refusal('events.list', { query })).toEqual([422, 'invalid_field', field])
  })
})
