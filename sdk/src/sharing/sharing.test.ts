import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatClient } from '../index.ts'
import { type BrowserOfTabs, browserOfTabs } from '../testing/browser-of-tabs.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { card, type ScriptedServer, scriptedServer, tokenOf } from '../testing/scripted-server.ts'
import { dialog, message } from '../testing/shapes.ts'
import { type TestClock, testClock } from '../testing/test-clock.ts'
import { until } from '../testing/until.ts'

let server: ScriptedServer
let clock: TestClock
let browser: BrowserOfTabs

beforeEach(() => {
  clock = testClock()
  server = scriptedServer({ now: clock.now })
  server.script['rooms.list'] = ({ reply }) =>
    reply({ rooms: [dialog(5, 3), dialog(6, 3)], next: null, unread_rooms: 0, requests: 0, archived: 0 })
  browser = browserOfTabs(server, clock)
})
afterEach(async () => {
  browser.end()
  await server.stop()
})

const kind = (client: ChatClient) => client.connection.get().kind
const online = (...clients: ChatClient[]) => until(() => clients.every((client) => kind(client) === 'online'), 'online')
const loaded = (...clients: ChatClient[]) => until(() => clients.every((client) => client.rooms.state.get().loaded))
const lastText = (client: ChatClient) => client.rooms.state.get().rooms[0]?.last_message?.text
const frames = (type: string) => server.frames.filter(({ t }) => t === type)

/** The server accepts these tokens and no others. */
function accept(...tokens: string[]) {
  const { auth } = server.script
  server.script.auth = (asked) => {
    if (tokens.includes(String(asked.frame.token))) return auth?.(asked)
    asked.fail({ code: 'token_signature', message: 'signed with another key' })
    asked.socket.close(4401, 'token_signature')
  }
  server.script['auth.renew'] = ({ frame, reply, fail }) => {
    if (tokens.includes(String(frame.token))) reply({ expires_at: clock.now() + 3_600_000 })
    else fail({ code: 'token_signature', message: 'signed with another key' })
  }
}

describe('TABS-1 one connection for all tabs of a user', () => {
  test('one connection, and its events reach all tabs', async () => {
    const tabs = [browser.tab(), browser.tab(), browser.tab()]
    await loaded(...tabs)
    expect(server.connections()).toBe(1)
    server.event({ t: 'message', room_id: 5, message: message(4) })
    await until(() => tabs.every((tab) => lastText(tab) === 'text 4'))
    for (const tab of tabs) expect(tab.me.get()).toEqual(card('1'))
  })

  test("a tab that opens later needs no handshake, and sees the user's current card", async () => {
    await online(browser.tab())
    server.event({ t: 'users', users: [{ ...card('1'), name: 'Renamed' }] })
    // Events come in order: after this one, the name has arrived.
    const second = browser.tab()
    await loaded(second)
    const third = browser.tab()
    await loaded(third)
    expect(frames('auth')).toHaveLength(1)
    expect(third.me.get()?.name).toBe('Renamed')
  })

  test("a tab that opens later reads the user's current own state", async () => {
    const item = { kind: 'mute', rev: 1, room_id: 5, until: 9 } as const
    server.script['user.sync'] = ({ frame, reply }) =>
      reply({ kind: 'changes', items: frame.rev === 0 ? [item] : [], rev: 1, more: false })
    const first = browser.tab()
    await online(first)
    server.event({ t: 'own', items: [item] })
    await until(() => first.flags.get().get(5)?.mute?.until === 9)
    const second = browser.tab()
    await until(() => second.flags.get().get(5)?.mute?.until === 9)
  })

  test('the shared connection stays while a tab is open, and closes with the last tab', async () => {
    const [first, second] = [browser.tab(), browser.tab()]
    await loaded(first, second)
    first.close()
    expect(kind(first)).toBe('closed')
    server.event({ t: 'message', room_id: 5, message: message(4) })
    await until(() => lastText(second) === 'text 4')
    expect(server.sockets.size).toBe(1)
    expect(server.connections()).toBe(1)
    second.close()
    await until(() => server.sockets.size === 0, 'closed')
  })

  test('other users have another connection', async () => {
    const [anna, boris] = [browser.tab(), browser.tab({ token: tokenOf(2) })]
    await online(anna, boris)
    expect(server.connections()).toBe(2)
    expect(boris.me.get()?.user_id).toBe('2')
    anna.setToken(tokenOf(2))
    await until(() => anna.me.get()?.user_id === '2')
    await until(() => server.sockets.size === 1, 'both are one user now')
  })

  test('all tabs see it break and come back', async () => {
    const tabs = [browser.tab(), browser.tab()]
    await loaded(...tabs)
    server.cut()
    await until(() => tabs.every((tab) => kind(tab) === 'offline'))
    clock.elapse(1_000)
    await online(...tabs)
    expect(server.connections()).toBe(2)
    await until(() => frames('rooms.list').length === 4, 'both caught up')
  })
})

describe('TABS-2 admission', () => {
  const good = tokenOf(1, { n: 'good' })
  const fresh = tokenOf(1, { n: 'fresh' })
  const forged = tokenOf(1, { n: 'forged' })

  test('a tab with another token is admitted after the server accepted it on the open connection', async () => {
    accept(good, fresh)
    const first = browser.tab({ token: good })
    await online(first)
    const second = browser.tab({ token: fresh })
    await online(second)
    expect(server.connections()).toBe(1)
    expect(frames('auth.renew').map(({ token }) => token)).toEqual([fresh])
  })

  test('TABS-7 a tab with a forged token receives nothing, and gets the real error on its own connection', async () => {
    accept(good)
    const first = browser.tab({ token: good })
    await loaded(first)
    const heard: unknown[] = []
    const thief = browser.tab({ token: forged })
    thief.onIncoming((incoming) => heard.push(incoming))
    thief.rooms.state.subscribe((state) => heard.push(state))
    const asked = await thief.openDialog(2).catch((error) => error.code)
    expect(asked).toBe('token_signature')
    await until(() => kind(thief) === 'refused')
    expect(thief.connection.get()).toMatchObject({ error: { code: 'token_signature' } })
    server.event({ t: 'message', room_id: 5, message: message(4) })
    await until(() => lastText(first) === 'text 4')
    expect(heard).toEqual([])
    expect(thief.me.get()).toBeNull()
    expect(kind(first)).toBe('online')
    for (const link of browser.links.slice(1)) link.onmessage = () => heard.push('a link that was left')
    server.event({ t: 'message', room_id: 5, message: message(5) })
    await until(() => lastText(first) === 'text 5')
    expect(heard).toEqual([])
  })

  test('a forged token that came first does not block a valid one', async () => {
    accept(good)
    const thief = browser.tab({ token: forged })
    const honest = browser.tab({ token: good })
    await online(honest)
    await until(() => kind(thief) === 'refused')
    expect(thief.me.get()).toBeNull()
    expect(honest.me.get()?.user_id).toBe('1')
  })

  test('an expired token is not admitted because another tab has a fresh one', async () => {
    accept(fresh)
    const { auth } = server.script
    const ended = (asked: Parameters<NonNullable<typeof auth>>[0]) => {
      asked.fail({ code: 'token_expired', message: 'the token ended' })
      asked.socket.close(4401, 'token_expired')
    }
    server.script.auth = (asked) => (asked.frame.token === fresh ? auth?.(asked) : ended(asked))
    server.script['auth.renew'] = ({ frame, reply, fail }) =>
      frame.token === fresh
        ? reply({ expires_at: null })
        : fail({ code: 'token_expired', message: 'the token ended', field: 'token' })
    const old = browser.tab({ token: tokenOf(1, { n: 'old' }) })
    await until(() => kind(old) === 'expired')
    const newcomer = browser.tab({ token: fresh })
    await loaded(newcomer)
    await until(() => kind(old) === 'expired')
    expect(old.me.get()).toBeNull()
    server.event({ t: 'message', room_id: 5, message: message(4) })
    await until(() => lastText(newcomer) === 'text 4')
    expect(old.rooms.state.get().rooms).toEqual([])
  })

  test('a tab whose token the server reads as another user shares nothing', async () => {
    server.script.auth = ({ reply }) =>
      reply({
        session_id: 's',
        me: card('somebody else'),
        server_time: clock.now(),
        expires_at: null,
        epoch: 'first',
        user_rev: 0,
        limits: { message_max_chars: 1_000, frame_max_bytes: 65_536 },
      })
    const tabs = [browser.tab(), browser.tab()]
    await online(...tabs)
    // one try together, then one each
    expect(server.connections()).toBe(3)
  })

  test('an older page’s older token is admitted, and the one that ends later stays in use', async () => {
    const late = tokenOf(1, { exp: 2_000_000_000 })
    const early = tokenOf(1, { exp: 1_900_000_000 })
    accept(late, early)
    await online(browser.tab({ token: late }))
    await online(browser.tab({ token: early }))
    expect(frames('auth.renew').map(({ token }) => token)).toEqual([early, late])
  })

  test('a refusal of the server reaches all tabs, and a new token in one of them reconnects that tab', async () => {
    const tabs = [browser.tab({ token: good }), browser.tab({ token: good })] as const
    await loaded(...tabs)
    server.bye({ code: 'origin_not_allowed', message: 'no' }, 4403)
    await until(() => tabs.every((tab) => kind(tab) === 'refused'))
    clock.elapse(3_600_000)
    expect(server.connections()).toBe(1)
    tabs[0].setToken(fresh)
    await online(tabs[0])
    expect(kind(tabs[1])).toBe('refused')
  })
})

describe('the end of a token', () => {
  const next = tokenOf(1, { n: 'next' })

  test('ACCESS-6 the last viewed page is asked, and all tabs get its token', async () => {
    await server.stop()
    server = scriptedServer({ now: clock.now, expiresInMs: 10_000 })
    browser = browserOfTabs(server, clock)
    const asked: string[] = []
    const tab = (name: string, token: string | null) =>
      browser.tab({
        tokenProvider: async () => {
          asked.push(name)
          return token
        },
      })
    const first = tab('first', next)
    await online(first)
    const second = tab('second', null)
    await online(second)
    clock.elapse(8_000)
    ;(await server.asked('auth.renew')).reply({ expires_at: clock.now() + 3_600_000 })
    expect(asked).toEqual(['second', 'first'])
    // Answers come in order: after this one, the answer to the renewal has arrived.
    const opening = first.openDialog(2).catch(() => {})
    ;(await server.asked('dialog.open')).fail({ code: 'user_unknown', message: 'no such user' })
    await opening
    await online(browser.tab({ token: next }))
    expect(server.connections()).toBe(1)
    expect(frames('auth.renew')).toHaveLength(1)
  })

  test('a renewal that the server puts off is repeated after the time that it asked for', async () => {
    const tab = browser.tab()
    await online(tab)
    tab.setToken(next)
    ;(await server.asked('auth.renew')).fail({ code: 'server_busy', message: 'later', retry_after_ms: 5_000 })
    // Answers come in order: after this one, the refusal has arrived.
    const opening = tab.openDialog(2).catch(() => {})
    ;(await server.asked('dialog.open')).fail({ code: 'user_unknown', message: 'no such user' })
    await opening
    clock.elapse(4_999)
    expect(frames('auth.renew')).toHaveLength(1)
    clock.elapse(1)
    expect((await server.asked('auth.renew')).frame.token).toBe(next)
  })

  test('a renewal that a restart of the server cuts off waits as long as the server asked', async () => {
    const tab = browser.tab()
    await online(tab)
    tab.setToken(next)
    await server.asked('auth.renew')
    server.bye({ code: 'shutting_down', message: 'restarting', retry_after_ms: 20_000 }, 1012)
    await until(() => kind(tab) === 'offline')
    clock.elapse(19_999)
    expect(server.connections()).toBe(1)
    clock.elapse(1_001)
    await online(tab)
    expect(frames('auth').at(-1)?.token).toBe(next)
  })

  test('a tab that does not answer is skipped', async () => {
    const first = browser.tab({ tokenProvider: async () => next })
    await online(first)
    const frozen = browser.tab({ tokenProvider: () => new Promise(() => {}) })
    await online(frozen)
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => kind(first) === 'waiting_for_token' && kind(frozen) === 'waiting_for_token')
    clock.elapse(10_000)
    await online(first, frozen)
    expect(frames('auth').at(-1)?.token).toBe(next)
  })

  test('pages that all have expired tokens are asked, and not tried in a tight loop', async () => {
    const { auth } = server.script
    server.script.auth = (asked) => {
      if (asked.frame.token === next) return auth?.(asked)
      asked.fail({ code: 'token_expired', message: 'the token ended' })
      asked.socket.close(4401, 'token_expired')
    }
    server.script['auth.renew'] = ({ frame, reply, fail }) =>
      frame.token === next ? reply({ expires_at: null }) : fail({ code: 'token_expired', message: 'ended' })
    let ready = false
    const tokenProvider = async () => (ready ? next : null)
    const tabs = ['a', 'b', 'c'].map((n) => browser.tab({ token: tokenOf(1, { n }), tokenProvider }))
    const inTime = (state: string) =>
      until(() => {
        clock.elapse(500)
        return tabs.every((tab) => kind(tab) === state)
      }, state)
    await inTime('expired')
    ready = true
    await inTime('online')
    expect(server.sockets.size).toBe(1)
  })

  test('pages with expired tokens that open after the session has expired are asked too', async () => {
    const { auth } = server.script
    server.script.auth = (asked) => {
      if (asked.frame.token === next) return auth?.(asked)
      asked.fail({ code: 'token_expired', message: 'the token ended' })
      asked.socket.close(4401, 'token_expired')
    }
    server.script['auth.renew'] = ({ frame, reply, fail }) =>
      frame.token === next ? reply({ expires_at: null }) : fail({ code: 'token_expired', message: 'ended' })
    let ready = false
    const tokenProvider = async () => (ready ? next : null)
    const open = (n: string) => browser.tab({ token: tokenOf(1, { n }), tokenProvider })
    const inTime = (condition: () => boolean, what: string) =>
      until(() => {
        clock.elapse(500)
        return condition()
      }, what)
    const first = open('a')
    await inTime(() => kind(first) === 'expired', 'expired')
    const later = [open('b'), open('c')]
    const tried = () => ['b', 'c'].every((n) => frames('auth').some(({ token }) => token === tokenOf(1, { n })))
    await inTime(tried, 'both tokens were tried')
    ready = true
    await inTime(() => [first, ...later].every((tab) => kind(tab) === 'online'), 'online')
  })

  test('a page whose visitor has changed meanwhile leaves, and the next page is asked', async () => {
    const stays = browser.tab({ tokenProvider: async () => next })
    await online(stays)
    const changes = browser.tab({ tokenProvider: async () => tokenOf(2) })
    await online(changes)
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => changes.me.get()?.user_id === '2')
    await until(() => kind(stays) === 'online' && stays.me.get()?.user_id === '1')
  })
})

describe('TABS-3 each tab works as if it were alone', () => {
  test('answers go to the tab that made the request', async () => {
    const tabs = [browser.tab(), browser.tab()] as const
    await loaded(...tabs)
    const openings = tabs.map((tab, i) => tab.openDialog(20 + i))
    for (const _ of tabs) {
      const { frame, reply } = await server.asked('dialog.open')
      reply({ room: dialog(Number(frame.user_id), 1) })
    }
    expect((await Promise.all(openings)).map(({ room_id }) => room_id)).toEqual([20, 21])
  })

  test('an error arrives with all its fields', async () => {
    const tab = browser.tab()
    await loaded(tab)
    const opening = tab.openDialog(2).catch((error) => error)
    ;(await server.asked('dialog.open')).fail({
      code: 'rate_limited',
      message: 'slower',
      retry_after_ms: 700,
      field: 'x',
      request_id: '7c1f-2',
    })
    expect(await opening).toMatchObject({
      name: 'ChatRequestError',
      code: 'rate_limited',
      message: 'slower',
      retryAfterMs: 700,
      field: 'x',
      requestId: '7c1f-2',
      retry: true,
    })
  })

  test('a request that cannot be written as JSON is refused, and not left without an answer', async () => {
    const tab = browser.tab()
    await loaded(tab)
    const asking = tab.openDialog(12n as unknown as string)
    expect(await refusalOf(asking)).toMatchObject({ name: 'ChatRequestError', code: 'invalid_frame' })
  })

  test('TABS-8 presence is watched for the rooms that any tab shows', async () => {
    server.script['presence.watch'] = ({ frame, reply }) =>
      reply({
        users: (frame.room_ids as number[]).map((id) => ({ user_id: `peer ${id}`, online: true, last_seen: null })),
      })
    const [first, second] = [browser.tab(), browser.tab()]
    await loaded(first, second)
    const watched = () => frames('presence.watch').at(-1)?.room_ids
    first.watchPresence([5, 6])
    await until(() => first.presence.get().size === 2)
    second.watchPresence([6, 9])
    await until(() => second.presence.get().size === 3)
    expect(watched()).toEqual([5, 6, 9])
    first.close()
    await until(() => String(watched()) === '6,9', 'the rooms of a closed tab are watched no more')
  })

  test('NOTIFY-3 a user is active while any of their tabs is, and not once that tab is closed', async () => {
    server.script['presence.active'] = ({ reply }) => reply({})
    const [first, second] = [browser.tab(), browser.tab()]
    await loaded(first, second)
    const report = (tab: ChatClient, active: boolean) =>
      tab.internals().requestWhenOnline('presence.active', { active })
    const said = () => frames('presence.active').map(({ active }) => active)
    await report(first, true)
    await report(second, true)
    await report(second, false)
    expect(said()).toEqual([true, true, true])
    first.close()
    await until(() => said().length === 4)
    expect(said().at(-1)).toBe(false)
  })

  test('TABS-8 if tabs show more rooms than the server watches, the last viewed tab comes first', async () => {
    server.script['presence.watch'] = ({ frame, reply }) =>
      reply({
        users: (frame.room_ids as number[]).map((id) => ({ user_id: `peer ${id}`, online: true, last_seen: null })),
      })
    const [first, second] = [browser.tab(), browser.tab()]
    await loaded(first, second)
    const rooms = (from: number) => Array.from({ length: 80 }, (_, i) => from + i)
    second.watchPresence(rooms(2_000))
    await until(() => second.presence.get().size === 80)
    first.watchPresence(rooms(1_000))
    await until(() => first.presence.get().size === 100)
    expect(first.presence.get().has('peer 1079')).toBe(false)
    globalThis.dispatchEvent(new Event('online'))
    await until(() => frames('presence.watch').length > 2)
    expect(frames('presence.watch').every(({ room_ids }) => (room_ids as number[]).length <= 100)).toBe(true)
    await until(() => rooms(1_000).every((id) => first.presence.get().has(`peer ${id}`)), 'seen too, once it is first')
  })

  test('messages that reach all tabs are reported as delivered once', async () => {
    const tabs = [browser.tab(), browser.tab(), browser.tab()]
    await loaded(...tabs)
    server.event({ t: 'message', room_id: 5, message: message(4) })
    await until(() => tabs.every((tab) => lastText(tab) === 'text 4'))
    clock.elapse(250)
    await until(() => frames('receipts.update').length === 1)
    server.event({ t: 'message', room_id: 5, message: message(5) })
    await until(() => tabs.every((tab) => lastText(tab) === 'text 5'))
    clock.elapse(250)
    await until(() => frames('receipts.update').length === 2)
    expect(
      frames('receipts.update').map(({ rooms }) => (rooms as { delivered_seq: number }[])[0]?.delivered_seq),
    ).toEqual([4, 5])
  })

  test('TABS-5 messages read in one tab are read in all, before the server confirms it', async () => {
    server.script['rooms.list'] = ({ reply }) =>
      reply({ rooms: [dialog(5, 3, { read: 1 })], next: null, unread_rooms: 1, requests: 0, archived: 0 })
    server.script['receipts.update'] = () => {}
    const [reader, other] = [browser.tab(), browser.tab()]
    await loaded(reader, other)
    expect(other.rooms.state.get().unreadRooms).toBe(1)
    reader.openRoom(5).markRead(3)
    clock.elapse(250)
    await until(() => other.rooms.state.get().unreadRooms === 0)
    expect(other.rooms.state.get().rooms[0]?.unread).toBe(0)
  })

  test('a request that its tab has given up is not made', async () => {
    const tab = browser.tab()
    await loaded(tab)
    const late = tab.openDialog(2).catch(() => {})
    // the host stood still meanwhile
    clock.sleep(20_001)
    const opening = tab.openDialog(3)
    ;(await server.asked('dialog.open')).reply({ room: dialog(9, 1) })
    await opening
    expect(frames('dialog.open').map(({ user_id }) => user_id)).toEqual([3])
    tab.close()
    await late
  })

  test('a dropped tab that wakes up gets a new link, and its requests on the old one are not made', async () => {
    const [first, second] = [browser.tab(), browser.tab()]
    await loaded(first, second)
    globalThis.dispatchEvent(new Event('pagehide'))
    await until(() => server.sockets.size === 0, 'nobody is left')
    const opening = first.openDialog(2).catch((error) => error.code)
    clock.elapse(15_000)
    expect<unknown>(await opening).toBe('connection_lost')
    const back = Object.assign(new Event('pageshow'), { persisted: true })
    globalThis.dispatchEvent(back)
    await online(first, second)
    expect(server.sockets.size).toBe(1)
  })
})

describe('TABS-4 a lost host', () => {
  test('a lost host is noticed by its tabs, which find another and lose nothing', async () => {
    const tabs = [browser.tab(), browser.tab()] as const
    await loaded(...tabs)
    const room = tabs[0].openRoom(5)
    browser.crash()
    await until(() => server.sockets.size === 0)
    clock.elapse(15_000)
    clock.elapse(5_000)
    await online(...tabs)
    expect(server.connections()).toBe(2)
    server.event({ t: 'message', room_id: 5, message: message(4) })
    await until(() => tabs.every((tab) => lastText(tab) === 'text 4'))
    room.close()
  })

  test('a host that never says hello is given up: the tab connects by itself', async () => {
    browser.mute()
    const tab = browser.tab()
    expect(kind(tab)).toBe('connecting')
    clock.elapse(10_000)
    await online(tab)
    expect(server.connections()).toBe(1)
  })
})
