import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { inProcessBus } from '../../bus/in-process.ts'
import { createEgress } from '../../egress/egress.ts'
import { rulesOfRow } from '../../moderation/rules/compiled-rules.ts'
import { createSiteClient } from '../../site/site-client.ts'
import type { Store } from '../../store/store.ts'
import { oneStore } from '../../store/testing/one-store.ts'
import type { BusEvent } from '../bus.ts'
import { type Clock, systemClock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '../widget.ts'
import { createUserDirectory, DIRECTORY_LIMITS } from './directory.ts'
import { placeholderUser } from './user-card.ts'

/** Stands still for what is stored; the few milliseconds of batching pass by themselves. */
const hours = manualClock()
const clock: Clock = { now: hours.now, after: systemClock.after }
const TTL = DEFAULT_SETTINGS.users_ttl_seconds * 1000

const opened = oneStore(clock)
let store: Store
let directory: ReturnType<typeof createUserDirectory>
let events: BusEvent[]
let site: ReturnType<typeof startSite>
let users_info_url: string | null
let widgetReads: number

beforeEach(() => {
  store = opened.store
  site = startSite()
  users_info_url = site.url
  events = []
  widgetReads = 0
  directory = directoryWith(clock)
})

afterEach(async () => {
  await site.stop()
  // what one of them still stores would be an event of the next test
  await Promise.all(made.splice(0).map((one) => one.close()))
})

const made: ReturnType<typeof createUserDirectory>[] = []

/** The directory on its real parts, as the server wires it. */
function directoryWith(time: Clock) {
  const bus = inProcessBus()
  bus.subscribe((event) => events.push(event))
  const egress = createEgress({ allowLoopback: true, allow: [], clock: time })
  const client = createSiteClient({ egress, clock: time, log: silentLog })
  const one = createUserDirectory({
    store: store.chat,
    widgets: {
      async find(id) {
        widgetReads += 1
        return id === 1 || id === 2 ? widgetOf(id) : null
      },
    },
    site: client,
    bus,
    clock: time,
    log: silentLog,
  })
  made.push(one)
  return one
}

function widgetOf(id: number): Widget {
  return {
    id,
    account_id: null,
    name: 'shop',
    secretKeys: ['k'.repeat(64)],
    api_login: 'imba_x',
    apiPasswords: ['current', 'previous'],
    users_info_url,
    origins: [],
    settings: DEFAULT_SETTINGS,
    rules: rulesOfRow(null),
    suspended: null,
    quotas: NO_QUOTAS,
    created_at: 0,
  }
}

function startSite() {
  const names = new Map([
    ['1', 'Ann'],
    ['2', 'Bob'],
  ])
  const state = { names, asked: [] as string[], status: 200, gate: Promise.resolve(), refused: '' }
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const ids = new URL(request.url).searchParams.get('user_ids') ?? ''
      state.asked.push(ids)
      await state.gate
      if (request.headers.get('authorization') === `Basic ${btoa(`imba_x:${state.refused}`)}`) {
        return new Response('', { status: 401 })
      }
      const known = ids.split(',').flatMap((id) => {
        const name = names.get(id)
        return name === undefined ? [] : [{ user_id: id, name }]
      })
      return Response.json(known, { status: state.status })
    },
  })
  return Object.assign(state, { url: `http://127.0.0.1:${server.port}/`, stop: () => server.stop(true) })
}

const nameOf = async (user_id: string, widget_id = 1) => (await directory.cards(widget_id, [user_id]))[0]?.name

test('GUEST-2 the site is asked about its users, never about a guest', async () => {
  const guest = 'guest/AAAAAAAAAAAAAAAA'
  await store.chat.putUsers({ widget_id: 1, users: [{ ...placeholderUser(guest), name: 'Sam' }] })
  hours.elapse(2 * TTL)
  expect((await directory.cards(1, [guest, '1']))[0]).toMatchObject({ name: 'Sam', guest: true })
  directory.arrived(1, guest)
  expect(await directory.check(1, guest)).toBe('unknown')
  await until(() => site.asked.length > 0)
  expect(site.asked).toEqual(['1'])
})

describe('a sender', () => {
  const senderName = async () => (await directory.sender(1, '1')).name

  test('a sender is read once for all messages of a few seconds, and again after them', async () => {
    users_info_url = null
    const put = (name: string) => store.chat.putUsers({ widget_id: 1, users: [{ ...placeholderUser('1'), name }] })
    await put('Ann')
    expect(await senderName()).toBe('Ann')
    await put('Anna')
    hours.elapse(DIRECTORY_LIMITS.senderMs - 1)
    expect(await senderName()).toBe('Ann')
    hours.elapse(1)
    expect(await senderName()).toBe('Anna')
  })

  test('ACCESS-9 a sender changes as soon as the site has answered again', async () => {
    await nameOf('1')
    await until(() => events.length === 1)
    expect(await senderName()).toBe('Ann')
    site.names.set('1', 'Anna')
    directory.arrived(1, '1')
    await until(() => events.length === 2)
    expect(await senderName()).toBe('Anna')
  })
})

describe('cards', () => {
  test('cards come at once as placeholders, in the order of the ids, and with names when the site has answered', async () => {
    const gate = Promise.withResolvers<void>()
    site.gate = gate.promise
    expect(await directory.cards(1, ['2', '1', '2'])).toEqual(
      ['2', '1', '2'].map((user_id) => {
        return { user_id, name: `User ${user_id}`, avatar_url: null, profile_url: null, badge: null, placeholder: true }
      }),
    )
    gate.resolve()
    await until(() => events.length > 0)
    expect(events).toEqual([{ t: 'users', widget_id: 1, user_ids: ['2', '1'] }])
    expect(await directory.cards(1, ['1'])).toMatchObject([{ name: 'Ann', placeholder: false }])
    expect(site.asked).toEqual(['2,1'])
  })

  test('cards of a user who came by token and is unknown to the site yet are placeholders', async () => {
    users_info_url = null
    await store.chat.touchUser({ widget_id: 1, user_id: '1' })
    expect(await directory.cards(1, ['1'])).toMatchObject([{ name: 'User 1', placeholder: true }])
  })

  test('cards of a long id show its beginning', async () => {
    users_info_url = null
    expect(await nameOf('x'.repeat(128))).toBe(`User ${'x'.repeat(24)}…`)
  })

  test('cards of an id that imitates another show its hidden characters', async () => {
    users_info_url = null
    expect(await nameOf('1\u200b')).toBe('User 1\ufffd')
    expect(await nameOf('\u202e21')).toBe('User \ufffd21')
  })

  test('cards of users are not fetched again in their time to live, also by another node', async () => {
    await nameOf('1')
    await until(() => events.length === 1)
    hours.elapse(TTL - 1)
    await nameOf('1')
    await directoryWith(clock).cards(1, ['1'])
    hours.elapse(1)
    await nameOf('1')
    await until(() => site.asked.length === 2)
  })

  test('fresh cards cost no read of the widget either', async () => {
    await nameOf('1')
    await until(() => events.length === 1)
    const another = directoryWith(clock)
    await another.cards(1, ['1'])
    const before = widgetReads
    hours.elapse(DIRECTORY_LIMITS.againMs)
    await another.cards(1, ['1'])
    expect(widgetReads).toBe(before)
  })

  test('stale cards are shown while the site is asked; only a changed name is published', async () => {
    await directory.cards(1, ['1', '2'])
    await until(() => events.length === 1)
    site.names.set('1', 'Anna')
    hours.elapse(TTL)
    expect(await nameOf('1')).toBe('Ann')
    await until(async () => (await nameOf('1')) === 'Anna')
    await nameOf('2')
    await until(() => site.asked.length === 3)
    await until(async () => (await store.chat.users(1, ['2']))[0]?.synced_at === hours.now())
    site.names.set('2', 'Bo')
    hours.elapse(TTL)
    await until(async () => (await nameOf('2')) === 'Bo')
    await until(() => events.length >= 3)
    expect(events.slice(1)).toEqual([
      { t: 'users', widget_id: 1, user_ids: ['1'] },
      { t: 'users', widget_id: 1, user_ids: ['2'] },
    ])
  })

  test('cards of a user that the site has left out keep the last known name', async () => {
    await nameOf('1')
    await until(() => events.length === 1)
    site.names.delete('1')
    hours.elapse(TTL)
    await nameOf('1')
    await until(() => site.asked.length === 2)
    expect(await nameOf('1')).toBe('Ann')
  })

  test('cards of two widgets are never mixed', async () => {
    await nameOf('1', 1)
    await until(() => events.length === 1)
    expect(await nameOf('1', 2)).toBe('User 1')
  })

  test('cards of a widget that does not exist are placeholders, and nobody is asked', async () => {
    expect(await nameOf('1', 3)).toBe('User 1')
    expect(site.asked).toEqual([])
  })
})

test('a known user has the permissions that the site returned, an unknown one has a placeholder', async () => {
  await nameOf('1')
  await until(() => events.length === 1)
  const users = await directory.lookUp(1, ['1', '99'])
  expect([...users.keys()]).toEqual(['1', '99'])
  expect(users.get('1')).toMatchObject({ name: 'Ann', role: 'user', permissions: null })
  expect(users.get('99')).toMatchObject({ name: 'User 99', synced_at: null, permissions: null })
})

describe('a site that is down', () => {
  test('a site that is down is asked less and less often, and names come back when it answers', async () => {
    site.status = 500
    for (let second = 0; second < 60; second += 1) {
      expect(await directory.check(1, '1')).toBe('unsure')
      hours.elapse(1_000)
    }
    // at the seconds 0, 1, 3, 7, 15 and 31
    expect(site.asked).toHaveLength(6)
    site.status = 200
    hours.elapse(DIRECTORY_LIMITS.rest.longestMs)
    await nameOf('1')
    await until(async () => (await nameOf('1')) === 'Ann')
  })

  test('a site that is down delays no read', async () => {
    site.gate = new Promise(() => {})
    for (let reader = 0; reader < 100; reader += 1) expect(await nameOf(String(reader))).toStartWith('User ')
  })
})

describe('check', () => {
  test('a check is `known` if the site answers for the user, and the name is stored', async () => {
    expect(await directory.check(1, '1')).toBe('known')
    expect(await nameOf('1')).toBe('Ann')
  })

  test('a check is `known` without a request if the user is stored, or came by token', async () => {
    site.status = 500
    await store.chat.touchUser({ widget_id: 1, user_id: '5' })
    expect(await directory.check(1, '5')).toBe('known')
    expect(site.asked).toEqual([])
  })

  test('unknown: the site answers well and leaves the user out; it is not asked again and again', async () => {
    expect(await directory.check(1, '99')).toBe('unknown')
    expect(await directory.check(1, '99')).toBe('unknown')
    expect(site.asked).toEqual(['99'])
    site.names.set('99', 'Zoe')
    hours.elapse(DIRECTORY_LIMITS.unknownMs)
    expect(await directory.check(1, '99')).toBe('known')
  })

  test('unsure: the site fails, there is no URL, or no such widget', async () => {
    site.status = 500
    expect(await directory.check(1, '1')).toBe('unsure')
    users_info_url = null
    expect(await directory.check(2, '1')).toBe('unsure')
    expect(await directory.check(3, '1')).toBe('unsure')
  })

  test('unsure after 3 s when the site does not answer', async () => {
    const time = manualClock()
    const slow = directoryWith(time)
    site.gate = new Promise(() => {})
    let answer: string | undefined
    const checked = slow.check(1, '1').then((value) => {
      answer = value
    })
    await until(() => {
      time.elapse(1)
      return site.asked.length > 0
    })
    time.elapse(2_000)
    await Bun.sleep(0)
    expect(answer).toBeUndefined()
    time.elapse(1_000)
    await checked
    expect(answer).toBe('unsure')
  })
})

test('a check waits 3 s in all, also when the site wants the other password', async () => {
  const time = manualClock()
  const slow = directoryWith(time)
  const gate = Promise.withResolvers<void>()
  site.gate = gate.promise
  site.refused = 'current'
  const checked = slow.check(1, '1')
  await until(() => {
    time.elapse(1)
    return site.asked.length === 1
  })
  time.elapse(2_000)
  site.gate = new Promise(() => {})
  gate.resolve()
  await until(() => site.asked.length === 2)
  time.elapse(1_000)
  expect(await checked).toBe('unsure')
})

test('the first messages of a user wait for the site until one moment, so that they keep their order', async () => {
  const time = manualClock()
  const slow = directoryWith(time)
  site.gate = new Promise(() => {})
  const written: number[] = []
  const write = (message: number) => slow.author(1, '1').then(() => written.push(message))
  const first = write(1)
  await until(() => {
    time.elapse(1)
    return site.asked.length > 0
  })
  time.elapse(1_000)
  const reads = widgetReads
  const second = write(2)
  await until(() => widgetReads > reads)
  await Bun.sleep(0)
  time.elapse(2_000)
  await first
  await write(3)
  await second
  expect(written).toEqual([1, 2, 3])
})

describe('a user who arrives', () => {
  test('the site is asked for a user who arrives, although the name is fresh', async () => {
    await nameOf('1')
    await until(() => events.length === 1)
    site.names.set('1', 'Anna')
    directory.arrived(1, '1')
    await until(async () => (await nameOf('1')) === 'Anna')
    expect(site.asked).toEqual(['1', '1'])
  })

  test('a user who arrives again at once with another name is asked for once more', async () => {
    const time = manualClock()
    const quick = directoryWith(time)
    quick.arrived(1, '1')
    await until(() => {
      time.elapse(1)
      return events.length === 1
    })
    site.names.set('1', 'Anna')
    quick.arrived(1, '1')
    quick.arrived(1, '1')
    time.elapse(DIRECTORY_LIMITS.arrivalMs)
    await until(() => {
      time.elapse(1)
      return events.length === 2
    })
    expect((await store.chat.users(1, ['1']))[0]?.name).toBe('Anna')
    expect(site.asked).toEqual(['1', '1'])
  })
})

test('a directory that is closed has stored what the site was asked, and asks nothing more', async () => {
  const gate = Promise.withResolvers<void>()
  site.gate = gate.promise
  await nameOf('1')
  await until(() => site.asked.length === 1)
  const closed = directory.close()
  gate.resolve()
  await closed
  expect(await store.chat.users(1, ['1'])).toMatchObject([{ name: 'Ann' }])
  await nameOf('2')
  expect(widgetReads).toBe(1)
})

/** The user's data is gone, and what is left is the record of the erasing, which has just ended. */
async function erase(user_id: string, now: number): Promise<void> {
  await store.control.deleteFrom('chat_user').where('id', '=', user_id).execute()
  const erasing = { widget_id: 1, id: crypto.randomUUID(), kind: 'erase', user_id, payload: '{}' } as const
  await store.control
    .insertInto('task')
    .values({ ...erasing, state: 'done', created_at: now, created_by: '', ended_at: now })
    .execute()
}

test('ERASE-1 a user who was erased after they came for the second time is not asked for back', async () => {
  const time = manualClock()
  const quick = directoryWith(time)
  quick.arrived(1, '1')
  await until(() => {
    time.elapse(1)
    return events.length === 1
  })
  // the site is asked once in a while, and for this one later
  quick.arrived(1, '1')
  await erase('1', time.now())
  time.elapse(DIRECTORY_LIMITS.arrivalMs)
  await until(() => {
    time.elapse(1)
    return site.asked.length === 2
  })
  let isClosed = false
  void quick.close().then(() => {
    isClosed = true
  })
  await until(() => {
    time.elapse(1)
    return isClosed
  })
  expect(await store.chat.users(1, ['1'])).toEqual([])
})

test("ERASE-1 an answer to a request from before a user's erasure is not stored after it", async () => {
  const gate = Promise.withResolvers<void>()
  site.gate = gate.promise
  await directory.cards(1, ['1', '2'])
  await until(() => site.asked.length === 1)
  await erase('1', hours.now())
  gate.resolve()
  await until(async () => (await store.chat.users(1, ['2'])).length === 1)
  expect(await store.chat.users(1, ['1'])).toEqual([])
  // they are back
  hours.elapse(TTL)
  await directory.cards(1, ['1'])
  await until(async () => (await store.chat.users(1, ['1']))[0]?.name === 'Ann')
})

test('MOD-1 a sender who is muted while the store is read for them is not remembered as a user who may write', async () => {
  await store.chat.touchUser({ widget_id: 1, user_id: '7' })
  const { users } = store.chat
  const read = Promise.withResolvers<void>()
  const held = Promise.withResolvers<void>()
  store.chat.users = async (...args) => {
    const before = await users(...args)
    read.resolve()
    await held.promise
    return before
  }
  const sending = directory.sender(1, '7')
  await read.promise
  const mute = { act: 'give', id: 'x', kind: 'mute', until: null, reason: '', by: 'mod', report_id: null } as const
  await store.chat.putStanding({ widget_id: 1, user_id: '7', change: mute })
  directory.forget(1, '7')
  held.resolve()
  await sending
  store.chat.users = users
  expect((await directory.sender(1, '7')).standing?.mute).toMatchObject({ until: null })
})
