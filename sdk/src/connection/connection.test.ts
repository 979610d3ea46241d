import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Call } from '@imbachat/protocol'
import { type ChatClient, type ChatClientOptions, createChatClient } from '../index.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { card, type ScriptedServer, scriptedServer, tokenOf } from '../testing/scripted-server.ts'
import { dialog } from '../testing/shapes.ts'
import { type TestClock, testClock } from '../testing/test-clock.ts'
import { until } from '../testing/until.ts'
import { createConnection } from './connection.ts'
import { openSocket } from './socket.ts'

let server: ScriptedServer
let clock: TestClock
const clients: { close(): void }[] = []

beforeEach(() => {
  clock = testClock()
  server = scriptedServer()
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  await server.stop()
})

function connect(options: Partial<ChatClientOptions> = {}) {
  const client = createChatClient({ url: server.url, widgetId: 7, token: tokenOf(1), clock, ...options })
  clients.push(client)
  const state = () => client.connection.get().kind
  return { client, state }
}

async function serve(more: Parameters<typeof scriptedServer>[0]) {
  await server.stop()
  server = scriptedServer({ now: clock.now, ...more })
}

/** Lets time pass, a second at a time, until the condition holds. */
function inTime(condition: () => boolean, what?: string): Promise<boolean> {
  return until(() => {
    clock.elapse(1_000)
    return condition()
  }, what)
}

/** Lets time pass on a connection that is not silent. */
async function elapseTalking(client: ChatClient, ms: number) {
  for (let left = ms; left > 0; left -= 20_000) {
    const last_seen = clock.now()
    server.event({ t: 'presence', user_id: 'talker', online: true, last_seen })
    await until(() => client.presence.get().get('talker')?.last_seen === last_seen)
    clock.elapse(Math.min(left, 20_000))
  }
}

describe('signing in', () => {
  test('ACCESS-4 the token goes in the first frame and never in the URL', async () => {
    const token = tokenOf(1)
    const { client, state } = connect({ token })
    expect(client.connection.get()).toEqual({ kind: 'connecting' })
    await until(() => state() === 'online')
    expect(server.frames[0]).toMatchObject({ t: 'auth', id: 1, v: 1, token })
    expect(client.me.get()).toEqual(card('1'))
    expect(client.users.get().get('1')).toEqual(card('1'))
    expect(client.messageMaxChars.get()).toBe(1_000)
  })

  test('a guest has no token, no card, and no room list to request', async () => {
    const { client, state } = connect({ token: null })
    await until(() => state() === 'online' && client.rooms.state.get().loaded)
    expect(client.me.get()).toBeNull()
    expect(server.sent('rooms.list')).toBe(0)
  })

  test('another user’s token starts over as that user; the same user’s renews the open connection', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    const seen: (string | undefined)[] = []
    client.me.subscribe((me) => seen.push(me?.user_id))
    const states: string[] = []
    client.connection.subscribe(({ kind }) => states.push(kind))

    client.setToken(tokenOf('P11-A'))
    await until(() => client.me.get()?.user_id === 'P11-A')
    expect(seen).toEqual([undefined, 'P11-A'])
    expect(states).toEqual(['connecting', 'online'])
    expect(client.users.get().has('1')).toBe(false)
    await until(() => server.sockets.size === 1)

    client.setToken(tokenOf('P11-A', { jti: 'next' }))
    const renewal = await server.asked('auth.renew')
    expect(renewal.frame.token).toBe(tokenOf('P11-A', { jti: 'next' }))
    expect(server.connections()).toBe(2)
  })
})

describe('a lost connection', () => {
  test('a lost connection is retried after growing waits, which are short again once it was stable', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    server.script.auth = undefined as never
    const waits: number[] = []
    for (let i = 0; i < 6; i++) {
      server.cut()
      await until(() => state() === 'offline')
      const { retryAt } = client.connection.get() as { retryAt: number }
      waits.push(retryAt - clock.now())
      clock.elapse(retryAt - clock.now())
      await until(() => server.sockets.size === 1)
    }
    for (const [i, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(Math.min(30_000, 1_000 * 2 ** i) / 2)
      expect(wait).toBeLessThanOrEqual(Math.min(30_000, 1_000 * 2 ** i))
    }
  })

  test('a dialog opens although the connection is lost before the reply', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    const opened = client.openDialog(2)
    await server.asked('dialog.open')
    server.cut()
    await until(() => state() === 'offline')
    clock.elapse(1_000)
    const { reply } = await server.asked('dialog.open')
    reply({ room: dialog(5, 0) })
    expect((await opened).room_id).toBe(5)
  })

  test('CALL-81 a page in a call tries again within 3 s, and one whose call has ended waits longer', async () => {
    const { state, client } = connect()
    await until(() => state() === 'online')
    const members = ['1', '2'].map((user_id) => ({ user_id, party: null, audio: true, video: false, screen: false }))
    const times = { started_at: 0, ring_until: 0, answered_at: 0 }
    const call: Call = {
      ...{ call_id: crypto.randomUUID(), room_id: 5, rev: 1, state: 'active', video: false, started_by: '1' },
      ...{ ...times, members, relay: false },
    }
    const longestOf = async (change: Partial<Call>) => {
      await until(() => state() === 'online')
      server.event({ t: 'call', call: { ...call, ...change } })
      const next = card(crypto.randomUUID())
      server.event({ t: 'users', users: [next] })
      await until(() => client.users.get().has(next.user_id))
      const { auth } = server.script
      server.script.auth = undefined as never
      let longest = 0
      for (let i = 0; i < 6; i++) {
        server.cut()
        await until(() => state() === 'offline')
        const { retryAt } = client.connection.get() as { retryAt: number }
        longest = Math.max(longest, retryAt - clock.now())
        if (i === 5 && auth) server.script.auth = auth
        clock.elapse(retryAt - clock.now())
        await until(() => server.sockets.size === 1)
      }
      return longest
    }
    expect(await longestOf({})).toBeLessThanOrEqual(3_000)
    expect(await longestOf({ rev: 2, state: 'ended', outcome: 'answered', ended_at: 1 })).toBeGreaterThan(8_000)
  })

  test('a lost connection is retried within the client’s own limit, after at least about a second', async () => {
    for (const [longestWaitMs, longest] of [
      [4_000, 4_000],
      [0, 1_000],
    ] as const) {
      const away = createChatClient({ url: 'http://127.0.0.1:1', widgetId: 1, token: tokenOf(1), clock, longestWaitMs })
      for (let i = 0; i < 5; i++) {
        await until(() => away.connection.get().kind === 'offline')
        const { retryAt } = away.connection.get() as { retryAt: number }
        expect(retryAt - clock.now()).toBeLessThanOrEqual(Math.min(longest, 1_000 * 2 ** i))
        expect(retryAt - clock.now()).toBeGreaterThanOrEqual(Math.min(longest, 1_000 * 2 ** i) / 2)
        clock.elapse(retryAt - clock.now())
      }
      away.close()
    }
  })

  test('a lost connection waits as long as the server asked, even if the page becomes visible again', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    server.bye({ code: 'shutting_down', message: 'restarting', retry_after_ms: 20_000 }, 1012)
    await until(() => state() === 'offline')
    globalThis.dispatchEvent(new Event('online'))
    expect(state()).toBe('offline')
    clock.elapse(19_999)
    expect(state()).toBe('offline')
    globalThis.dispatchEvent(new Event('online'))
    clock.elapse(1_001)
    await until(() => state() === 'online')
    expect(client.me.get()?.user_id).toBe('1')
  })

  test('a fresh token of the same user waits as long as the server asked, and is used then', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    server.bye({ code: 'shutting_down', message: 'restarting', retry_after_ms: 20_000 }, 1012)
    await until(() => state() === 'offline')
    client.setToken(tokenOf(1, { jti: 'next' }))
    expect(state()).toBe('offline')
    clock.elapse(19_999)
    expect(state()).toBe('offline')
    clock.elapse(1_001)
    await until(() => state() === 'online')
    expect(server.frames.findLast(({ t }) => t === 'auth')?.token).toBe(tokenOf(1, { jti: 'next' }))
  })

  test('a lost connection is retried at once when the network comes back', async () => {
    const { state } = connect()
    await until(() => state() === 'online')
    server.cut()
    await until(() => state() === 'offline')
    globalThis.dispatchEvent(new Event('online'))
    await until(() => state() === 'online')
  })

  test('if the network comes back during an attempt that fails, the next one follows within a second', async () => {
    const auth = server.script.auth
    server.script.auth = ({ socket }) => socket.terminate()
    const { client, state } = connect()
    const nextAttempt = async () => {
      await until(() => state() === 'offline')
      const now = client.connection.get()
      // no longer than that: an attempt has timers of its own
      if (now.kind === 'offline') clock.elapse(now.retryAt - clock.now())
    }
    for (let failed = 1; failed <= 5; failed++) {
      await nextAttempt()
      await until(() => server.sent('auth') > failed)
    }
    await until(() => state() === 'offline')
    server.script.auth = () => {}
    await nextAttempt()
    await until(() => server.sent('auth') === 7)
    expect(state()).toBe('connecting')
    globalThis.dispatchEvent(new Event('online'))
    server.cut()
    await until(() => state() === 'offline')
    if (auth) server.script.auth = auth
    clock.elapse(1_000)
    await until(() => client.connection.get().kind === 'online')
  })

  test('“no network” from the platform counts at once, without waiting for silence', async () => {
    const { state } = connect()
    await until(() => state() === 'online')
    globalThis.dispatchEvent(new Event('offline'))
    expect(state()).toBe('offline')
  })

  test('a connection that is silent for 25 s is pinged, and closed if it stays silent', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    // else the request for the list times out too
    await until(() => client.rooms.state.get().loaded)
    clock.elapse(25_000)
    await until(() => server.sent('ping') === 1)
    // Answers come in order: after this one, the pong has arrived.
    server.script['dialog.open'] = ({ fail }) => fail({ code: 'user_unknown', message: 'no such user' })
    await client.openDialog(3).catch(() => undefined)
    server.script.ping = () => {}
    clock.elapse(25_000)
    await until(() => server.sent('ping') === 2)
    clock.elapse(9_999)
    expect(state()).toBe('online')
    clock.elapse(1)
    await until(() => state() === 'offline')
  })

  test('CONN-7 a guest who receives much and sends nothing sends a ping now and then; a user need not', async () => {
    for (const [user_id, token, pings] of [
      [null, null, 2],
      ['1', tokenOf(1), 2],
    ] as const) {
      let authenticated = false
      let heard = 0
      const socket = openSocket({
        url: `${server.url}/imbachat/v1/7`,
        user_id,
        token,
        clock,
        authenticated: () => {
          authenticated = true
        },
        event: () => heard++,
        ended: () => undefined,
      })
      await until(() => authenticated)
      for (let n = 1; n <= 6; n++) {
        server.event({ t: 'presence', user_id: 'talker', online: true, last_seen: n })
        await until(() => heard === n)
        clock.elapse(10_000)
        if (token === null) await until(() => server.sent('ping') >= Math.floor(n / 3))
      }
      // The user's client sent no more of them.
      expect(server.sent('ping')).toBe(pings)
      socket.close()
    }
  })

  test('CALL-71 wake(patienceMs) closes a connection that does not answer within that time', async () => {
    const connection = createConnection({
      ...{ url: `${server.url}/imbachat/v1/7`, user_id: '1', token: tokenOf(1), clock, askForToken: null },
      ...{ tokenGiven() {}, authenticated() {}, event() {} },
    })
    clients.push(connection)
    await until(() => connection.state.get().kind === 'online')
    server.script.ping = () => {}
    connection.wake(1_500)
    await until(() => server.sent('ping') === 1)
    clock.elapse(1_499)
    expect(connection.state.get().kind).toBe('online')
    clock.elapse(1)
    await until(() => connection.state.get().kind === 'offline')
  })

  test('after the machine slept, the connection is checked as soon as timers run', async () => {
    const { state } = connect()
    await until(() => state() === 'online')
    server.script.ping = () => {}
    clock.sleep(3_600_000)
    clock.elapse(0)
    await until(() => server.sent('ping') === 1)
    clock.elapse(10_000)
    await until(() => state() === 'offline')
  })

  test('a server that accepts the connection and never answers is given up after 15 s', async () => {
    server.script.auth = () => {}
    const { state } = connect()
    await until(() => server.sent('auth') === 1)
    clock.elapse(15_000)
    await until(() => state() === 'offline')
  })

  test('requests that are pending when the connection breaks fail with connection_lost', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    const declining = client.answerDialog(5, false)
    await server.asked('dialog.answer')
    server.cut()
    expect(await refusalOf(declining)).toMatchObject({ code: 'connection_lost', retry: true })
  })

  test('requests made while connecting wait for the connection', async () => {
    const { client } = connect()
    const opening = client.openDialog(2)
    ;(await server.asked('dialog.open')).fail({ code: 'user_unknown', message: 'user_id: the site does not know 2' })
    expect(await refusalOf(opening)).toMatchObject({ name: 'ChatRequestError', code: 'user_unknown', retry: false })
  })
})

describe('refusals', () => {
  test.each([
    ['token_signature', 4401],
    ['widget_unknown', 4404],
    ['origin_not_allowed', 4403],
    ['protocol_version', 4400],
  ] as const)('%s is not retried until the page gives another token', async (code, closeCode) => {
    const answerAuth = server.script.auth
    server.script.auth = ({ fail, socket }) => {
      fail({ code, message: 'no' })
      socket.close(closeCode, code)
    }
    const { client, state } = connect()
    await until(() => state() === 'refused')
    expect(client.connection.get()).toMatchObject({ error: { code } })
    clock.elapse(3_600_000)
    globalThis.dispatchEvent(new Event('online'))
    expect(state()).toBe('refused')
    expect(server.connections()).toBe(1)
    server.script.auth = answerAuth as NonNullable<typeof answerAuth>
    client.setToken(tokenOf(1))
    await until(() => state() === 'online')
  })

  describe.each([
    ['banned', { restriction: { until: null, reason: 'Fraud' } }],
    ['widget_suspended', {}],
  ] as const)('SESSION-2 after %s', (code, more) => {
    async function refused() {
      const answerAuth = server.script.auth as NonNullable<typeof server.script.auth>
      server.script.auth = ({ fail }) => fail({ code, message: 'no', ...more })
      const { client, state } = connect()
      await until(() => state() === 'refused')
      const states: string[] = []
      client.connection.subscribe(({ kind }) => states.push(kind))
      const allow = () => {
        server.script.auth = answerAuth
      }
      /** One wait of the client, and its outcome. */
      const nextTry = async () => {
        const tried = server.connections()
        await inTime(() => server.connections() > tried, 'the next try')
        await until(() => server.sockets.size === 0)
      }
      return { client, state, states, allow, nextTry }
    }

    test('the client comes back by itself, and shows no try before', async () => {
      const { state, states, allow, nextTry } = await refused()
      await nextTry()
      await nextTry()
      expect(states).toEqual([])
      allow()
      await inTime(() => state() === 'online')
      expect(states).toEqual(['connecting', 'online'])
    })

    test('the client tries after growing, scattered waits of at most 10 minutes', async () => {
      const { state } = await refused()
      const waits: number[] = []
      for (let i = 0; i < 6; i++) {
        const [tried, from] = [server.connections(), clock.now()]
        await inTime(() => server.connections() > tried, 'the next try')
        waits.push(clock.now() - from)
        await until(() => server.sockets.size === 0)
      }
      expect(state()).toBe('refused')
      for (const [i, wait] of waits.entries()) {
        const longest = Math.min(600_000, 60_000 * 2 ** i)
        expect(wait).toBeGreaterThanOrEqual(longest / 2 - 1_000)
        expect(wait).toBeLessThanOrEqual(longest + 30_000)
      }
    })

    test('retry asks the server at once', async () => {
      const { client, state, allow } = await refused()
      await client.retry()
      expect(state()).toBe('refused')
      expect(server.connections()).toBe(2)
      allow()
      await client.retry()
      await until(() => state() === 'online')
    })
  })

  test('SESSION-2 a try that came due out of sight is made up soon after the page is seen again', async () => {
    const answerAuth = server.script.auth as NonNullable<typeof server.script.auth>
    const restriction = { until: clock.now() + 5_000, reason: '' }
    server.script.auth = ({ fail }) => fail({ code: 'banned', message: 'no', restriction })
    let listeners = 0
    class Page extends EventTarget {
      visibilityState = 'visible'
      override addEventListener(...listening: Parameters<EventTarget['addEventListener']>) {
        listeners++
        super.addEventListener(...listening)
      }
    }
    const page = new Page()
    const before = Object.getOwnPropertyDescriptor(globalThis, 'document')
    Object.defineProperty(globalThis, 'document', { value: page, configurable: true })
    try {
      const show = (visibilityState: 'hidden' | 'visible') => {
        page.visibilityState = visibilityState
        page.dispatchEvent(new Event('visibilitychange'))
      }
      const { state } = connect()
      const atOnce = listeners
      await until(() => state() === 'refused' && listeners > atOnce)
      show('hidden')
      clock.elapse(20_000)
      expect(server.connections()).toBe(1)
      show('visible')
      server.script.auth = answerAuth
      expect(server.connections()).toBe(1)
      clock.elapse(10_000)
      await until(() => state() === 'online')
    } finally {
      if (before) Object.defineProperty(globalThis, 'document', before)
      else Reflect.deleteProperty(globalThis, 'document')
    }
  })

  test('SESSION-2 a ban that ends by itself is tried within 10 s of its end', async () => {
    const answerAuth = server.script.auth as NonNullable<typeof server.script.auth>
    const restriction = { until: clock.now() + 20_000, reason: '' }
    server.script.auth = ({ fail }) => fail({ code: 'banned', message: 'no', restriction })
    const { state } = connect()
    await until(() => state() === 'refused')
    await inTime(() => server.connections() > 1 || clock.now() > restriction.until)
    expect(server.connections()).toBe(1)
    server.script.auth = answerAuth
    clock.elapse(10_000)
    await until(() => state() === 'online')
  })

  test('ERASE-5 a client whose user was erased does not sign in again by itself', async () => {
    const restriction = { until: null, reason: '', erased: true } as const
    server.script.auth = ({ fail }) => fail({ code: 'banned', message: 'no', restriction })
    const { client, state } = connect()
    await until(() => state() === 'refused')
    await client.retry()
    clock.elapse(3_600_000)
    expect(server.connections()).toBe(1)
  })

  test('APPEAL-4 a refusal keeps why and until when a user is banned, and what became of their note', async () => {
    const restriction = { until: null, reason: 'Fraud', appeal: 'declined' } as const
    server.script.auth = ({ fail }) => fail({ code: 'banned', message: 'no', restriction })
    const { client, state } = connect()
    await until(() => state() === 'refused')
    expect(client.connection.get()).toMatchObject({ error: { code: 'banned', restriction } })
  })

  test('an unreadable token is refused and not taken for a guest', async () => {
    const { client, state } = connect({ token: null })
    await until(() => state() === 'online')
    server.script.auth = ({ fail }) => fail({ code: 'token_malformed', message: 'token: not a JWT' })
    client.setToken('nonsense')
    await until(() => state() === 'refused')
    expect(client.connection.get()).toMatchObject({ error: { code: 'token_malformed' } })
  })

  test('a close code without a bye is enough', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    for (const socket of server.sockets) socket.close(4403)
    await until(() => state() === 'refused')
    expect(client.connection.get()).toMatchObject({ error: { code: 'origin_not_allowed' } })
  })

  test('flood and slow_reader are retried', async () => {
    const { state } = connect()
    await until(() => state() === 'online')
    server.bye({ code: 'flood', message: 'too many frames' }, 4429)
    await until(() => state() === 'offline')
  })
})

describe('the end of a token', () => {
  test('ACCESS-6 a minute before its end, a token is renewed on the open connection', async () => {
    await serve({ expiresInMs: 400_000, serverAheadMs: 86_400_000 })
    let asked = 0
    const tokenProvider = async () => {
      asked++
      return tokenOf(1, { n: asked })
    }
    const { client, state } = connect({ tokenProvider })
    await until(() => state() === 'online')
    await elapseTalking(client, 400_000 - 60_001)
    expect(asked).toBe(0)
    clock.elapse(1)
    expect(asked).toBe(1)
    const renewal = await server.asked('auth.renew')
    expect(renewal.frame.token).toBe(tokenOf(1, { n: 1 }))
    renewal.reply({ expires_at: clock.now() + 86_400_000 + 600_000 })
    // the renewed token's end counts now
    await elapseTalking(client, 600_000 - 60_001)
    expect(asked).toBe(1)
    clock.elapse(1)
    expect(asked).toBe(2)
    expect(server.connections()).toBe(1)
  })

  test('the end of a short token is anticipated at four fifths of its life', async () => {
    await serve({ expiresInMs: 10_000 })
    let asked = 0
    const { state } = connect({
      tokenProvider: async () => {
        asked++
        return null
      },
    })
    await until(() => state() === 'online')
    clock.elapse(7_999)
    expect(asked).toBe(0)
    clock.elapse(1)
    expect(asked).toBe(1)
  })

  test('ACCESS-5 once the token ended, the page is asked, and the client continues with the new token', async () => {
    const given: ((token: string | null) => void)[] = []
    const { client, state } = connect({ tokenProvider: () => new Promise((resolve) => given.push(resolve)) })
    await until(() => state() === 'online')
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => state() === 'waiting_for_token')
    expect(given).toHaveLength(1)
    given[0]?.(tokenOf(1, { fresh: true }))
    await until(() => state() === 'online')
    expect(server.frames.findLast(({ t }) => t === 'auth')?.token).toBe(tokenOf(1, { fresh: true }))
    expect(client.me.get()?.user_id).toBe('1')
  })

  test('ACCESS-8 the page replaces a token whose key was retired; a token that never was good is refused', async () => {
    const { client, state } = connect({ tokenProvider: async () => tokenOf(1, { fresh: true }) })
    await until(() => state() === 'online')
    server.bye({ code: 'token_signature', message: 'the key was retired' }, 4401)
    await until(() => server.frames.findLast(({ t }) => t === 'auth')?.token === tokenOf(1, { fresh: true }))
    await until(() => state() === 'online')
    server.script.auth = ({ fail }) => fail({ code: 'token_signature', message: 'signed with another key' })
    client.setToken(tokenOf(2))
    await until(() => state() === 'refused')
  })

  test('a page that has no token, or only expired ones, is not asked in a tight loop', async () => {
    let asked = 0
    const { state } = connect({
      tokenProvider: async () => {
        asked++
        if (asked === 1) throw new Error('the site is down')
        return asked === 2 ? null : tokenOf(1)
      },
    })
    await until(() => state() === 'online')
    server.script.auth = ({ fail }) => fail({ code: 'token_expired', message: 'the token ended' })
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => asked === 1)
    for (let n = 2; n < 6; n++) {
      // each token that it gave was tried
      const tried = 1 + Math.max(0, n - 3)
      await until(() => state() === 'expired' && server.connections() === tried)
      expect(asked).toBe(n - 1)
      clock.elapse(30_000)
      await until(() => asked === n)
    }
  })

  test('SESSION-1 without a provider the session is expired at once, until setToken', async () => {
    const { client, state } = connect()
    await until(() => state() === 'online')
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => state() === 'expired')
    expect(await refusalOf(client.openDialog(2))).toMatchObject({ code: 'token_expired' })
    clock.elapse(3_600_000)
    expect(server.connections()).toBe(1)
    client.setToken(tokenOf(1))
    await until(() => state() === 'online')
  })

  test('SESSION-1 a provider that stays silent for 30 s makes the session expired, and may answer later', async () => {
    const given: ((token: string | null) => void)[] = []
    const { state } = connect({ tokenProvider: () => new Promise((resolve) => given.push(resolve)) })
    await until(() => state() === 'online')
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => state() === 'waiting_for_token')
    clock.elapse(29_999)
    expect(state()).toBe('waiting_for_token')
    clock.elapse(1)
    expect(state()).toBe('expired')
    given[0]?.(tokenOf(1, { fresh: true }))
    await until(() => state() === 'online')
  })

  test('SESSION-1 an expired session asks the page again quietly, and goes on with the token', async () => {
    let asked = 0
    const states: string[] = []
    const { client, state } = connect({ tokenProvider: async () => (++asked < 4 ? null : tokenOf(1, { fresh: true })) })
    await until(() => state() === 'online')
    client.connection.subscribe(({ kind }) => states.push(kind))
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => state() === 'expired')
    for (const n of [1, 2, 3]) {
      await until(() => asked === n)
      await Bun.sleep(0)
      clock.elapse(30_000)
    }
    await until(() => state() === 'online')
    expect(states.filter((kind, at) => kind !== states[at - 1])).toEqual([
      'waiting_for_token',
      'expired',
      'connecting',
      'online',
    ])
  })

  test('SESSION-1 an answer of the provider that is no token counts as none, and the user stays', async () => {
    const answers = ['<html><title>502 Bad Gateway</title></html>', '{"error":"signed.out"}', 'a.b.c']
    const { client, state } = connect({ tokenProvider: async () => answers.shift() ?? tokenOf(1, { fresh: true }) })
    await until(() => state() === 'online')
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => state() === 'expired')
    await inTime(() => state() === 'online')
    expect(client.me.get()?.user_id).toBe('1')
    expect(server.connections()).toBe(2)
  })

  test("a provider that returns another user's token starts over as that user", async () => {
    const { client, state } = connect({ tokenProvider: async () => tokenOf(2) })
    await until(() => state() === 'online')
    server.bye({ code: 'token_expired', message: 'the token ended' }, 4401)
    await until(() => client.me.get()?.user_id === '2')
  })
})

test('garbage from the server changes nothing', async () => {
  const { client, state } = connect()
  await until(() => state() === 'online')
  for (const text of ['', 'nonsense', 'null', '7', '[]', '{}', '{"t":1}', '{"t":"from.the.future"}']) server.raw(text)
  server.raw('{"t":"ok","id":999,"result":{}}')
  server.raw('{"t":"error","id":null,"code":"internal","message":"?"}')
  client.watchPresence([1])
  await until(() => server.sent('presence.watch') === 1)
  expect(state()).toBe('online')
})

test('close is final', async () => {
  const { client, state } = connect()
  await until(() => state() === 'online')
  client.close()
  expect(state()).toBe('closed')
  await until(() => server.sockets.size === 0)
  client.setToken(tokenOf(1))
  globalThis.dispatchEvent(new Event('online'))
  clock.elapse(3_600_000)
  expect(server.connections()).toBe(1)
})
