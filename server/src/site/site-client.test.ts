import { afterEach, describe, expect, test } from 'bun:test'
import { connectionReport } from '@imbachat/protocol/http/widget/site-checks'
import { silentLog } from '../chat/log.ts'
import { manualClock } from '../chat/testing/manual-clock.ts'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '../chat/widget.ts'
import { createEgress } from '../egress/egress.ts'
import { rulesOfRow } from '../moderation/rules/compiled-rules.ts'
import { createSiteClient, SITE_LIMITS } from './site-client.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const PASSWORD = 'current-password'

function widgetAt(users_info_url: string | null, more: Partial<Widget> = {}): Widget {
  return {
    id: 7,
    account_id: null,
    name: 'shop',
    secretKeys: ['k'.repeat(64)],
    api_login: 'imba_login',
    apiPasswords: [PASSWORD],
    users_info_url,
    origins: [],
    settings: DEFAULT_SETTINGS,
    rules: rulesOfRow(null),
    suspended: null,
    quotas: NO_QUOTAS,
    created_at: 0,
    ...more,
  }
}

/** A fake site: it gives the answers that a test sets, and records the requests. */
function site(answer: (request: Request, ids: string[]) => Response | Promise<Response>) {
  const asked: string[][] = []
  const calls: Request[] = []
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const ids = (new URL(request.url).searchParams.get('user_ids') ?? '').split(',')
      asked.push(ids)
      calls.push(request)
      return answer(request, ids)
    },
  })
  cleanups.push(() => server.stop(true))
  return { url: `http://127.0.0.1:${server.port}/users`, asked, calls }
}

const named = (ids: string[]) => Response.json(ids.map((id) => ({ user_id: id, name: `Name ${id}` })))

function client({ allowLoopback = true } = {}) {
  const clock = manualClock()
  const lookup = async () => {
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  }
  const egress = createEgress({ allowLoopback, allow: [], clock, lookup })
  const made = createSiteClient({ egress, clock, log: silentLog })
  return {
    ...made,
    clock,
    batched: made.ask,
    /** asks, and waits until the batching time is over */
    ask(widget: Widget, ids: string[]) {
      const answers = made.ask(widget, ids)
      clock.elapse(SITE_LIMITS.batchMs)
      return answers
    },
  }
}

const basic = (password: string) => `Basic ${Buffer.from(`imba_login:${password}`).toString('base64')}`

describe('asking a site for its users', () => {
  test('each id gets its own answer: the user, nameless, or unknown', async () => {
    const { url } = site(() =>
      Response.json([{ user_id: 1, name: 'Ann' }, { user_id: 2 }, { user_id: 9, name: 'unasked' }]),
    )
    const answers = await client().ask(widgetAt(url), ['1', '2', '3', '1'])
    expect([...answers.keys()]).toEqual(['1', '2', '3'])
    expect(answers.get('1')).toMatchObject({ kind: 'user', user: { name: 'Ann' } })
    expect(answers.get('2')).toEqual({ kind: 'nameless' })
    expect(answers.get('3')).toEqual({ kind: 'unknown' })
  })

  test('an internal error answers the waiting callers, and the next lookup calls the site again', async () => {
    const { url, asked } = site((_, ids) => named(ids))
    const made = client()
    const broken = widgetAt(url, { apiPasswords: null as unknown as string[] })
    expect(await made.ask(broken, ['1'])).toEqual(new Map([['1', { kind: 'failed' }]]))
    expect((await made.ask(widgetAt(url), ['1'])).get('1')?.kind).toBe('user')
    expect(asked).toEqual([['1']])
  })

  test('the call carries the API login and password of the widget', async () => {
    const { url } = site((request, ids) => {
      return request.headers.get('authorization') === basic(PASSWORD) ? named(ids) : new Response('', { status: 401 })
    })
    expect((await client().ask(widgetAt(url), ['1'])).get('1')?.kind).toBe('user')
  })

  test('if the site does not know the new password yet, the server uses the previous one', async () => {
    const { url } = site((request, ids) => {
      return request.headers.get('authorization') === basic('old') ? named(ids) : new Response('', { status: 401 })
    })
    const rotating = widgetAt(url, { apiPasswords: [PASSWORD, 'old'] })
    expect((await client().ask(rotating, ['1'])).get('1')?.kind).toBe('user')
    expect((await client().ask(widgetAt(url), ['1'])).get('1')?.kind).toBe('failed')
  })

  test('concurrent lookups make one call, and a lookup during the call waits for its answer', async () => {
    const open = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    const { url, asked } = site(async (_, ids) => {
      reached.resolve()
      await open.promise
      return named(ids)
    })
    const asking = client()
    const readers = [asking.ask(widgetAt(url), ['1', '2'])]
    readers.push(asking.ask(widgetAt(url), ['2']))
    await reached.promise
    readers.push(asking.ask(widgetAt(url), ['1']))
    open.resolve()
    const answers = await Promise.all(readers)
    expect(answers.map((map) => [...map.values()].map(({ kind }) => kind))).toEqual([
      ['user', 'user'],
      ['user'],
      ['user'],
    ])
    expect(asked).toEqual([['1', '2']])
  })

  test('lookups within a few milliseconds are batched into calls of at most 50 ids', async () => {
    const { url, asked } = site((_, ids) => named(ids))
    const asking = client()
    const ids = Array.from({ length: 120 }, (_, index) => `u${index}`)
    const answers = ids.map((id) => asking.batched(widgetAt(url), [id]))
    asking.clock.elapse(SITE_LIMITS.batchMs)
    for (const answer of await Promise.all(answers)) expect([...answer.values()][0]?.kind).toBe('user')
    expect(asked.map((batch) => batch.length).sort()).toEqual([20, 50, 50])
  })

  test('two widgets never share a call', async () => {
    const { url, asked } = site((_, ids) => named(ids))
    const asking = client()
    const both = [asking.ask(widgetAt(url), ['1']), asking.ask(widgetAt(url, { id: 8 }), ['1'])]
    await Promise.all(both)
    expect(asked).toEqual([['1'], ['1']])
  })

  test('an id that would climb out of the URL is unknown without a call', async () => {
    const { url, asked } = site((_, ids) => named(ids))
    expect((await client().ask(widgetAt(`${url}/{ids}`), ['..'])).get('..')).toEqual({ kind: 'unknown' })
    expect(asked).toEqual([])
  })

  test('without a URL the server calls nothing', async () => {
    expect((await client().ask(widgetAt(null), ['1'])).get('1')).toEqual({ kind: 'failed' })
  })

  test.each([
    ['a 500', () => new Response('[]', { status: 500 })],
    ['nonsense', () => new Response('<p>Sign in</p>')],
    ['a redirect', () => Response.redirect('https://elsewhere.example/', 302)],
    ['users without names only', () => Response.json([{ user_id: 1 }])],
  ])('%s is a failure for all callers', async (_, answer) => {
    const { url } = site(answer)
    expect((await client().ask(widgetAt(url), ['1'])).get('1')).toEqual({ kind: 'failed' })
  })
})

describe('the health of a site', () => {
  test('the health of a site has the last failure, since when and how many, until a call succeeds', async () => {
    let broken = true
    const { url } = site((_, ids) => (broken ? new Response('', { status: 503 }) : named(ids)))
    const asking = client()
    const started = asking.clock.now()
    expect(asking.status(widgetAt(url))).toEqual({ last_success_at: null, last_failure: null })
    await asking.ask(widgetAt(url), ['1'])
    asking.clock.elapse(60_000)
    await asking.ask(widgetAt(url), ['1'])
    expect(asking.status(widgetAt(url))).toEqual({
      last_success_at: null,
      last_failure: {
        at: started + 60_000 + 2 * SITE_LIMITS.batchMs,
        since: started + SITE_LIMITS.batchMs,
        count: 2,
        problem: 'http_status',
        message: 'Your site responded with status 503 instead of 200.',
      },
    })
    broken = false
    await asking.ask(widgetAt(url), ['1'])
    expect(asking.status(widgetAt(url))).toEqual({ last_success_at: asking.clock.now(), last_failure: null })
    expect(asking.status(widgetAt(url, { id: 8 })).last_success_at).toBeNull()
  })

  test('the health of a site is that of the saved address', async () => {
    const { url } = site((_, ids) => named(ids))
    const asking = client()
    await asking.ask(widgetAt(url), ['1'])
    expect(asking.status(widgetAt(url)).last_success_at).not.toBeNull()
    const moved = widgetAt('http://127.0.0.1:1/')
    expect(asking.status(moved)).toEqual({ last_success_at: null, last_failure: null })
    await asking.ask(moved, ['1'])
    expect(asking.status(moved)).toMatchObject({ last_success_at: null, last_failure: { count: 1 } })
    expect(asking.status(widgetAt(url)).last_failure).toBeNull()
  })

  test('while calls to the site are paused, the health shows why', async () => {
    const asking = client()
    const widget = widgetAt('http://127.0.0.1:1/')
    for (let call = 0; call < 7; call += 1) await asking.ask(widget, ['1'])
    expect(asking.status(widget).last_failure).toMatchObject({ problem: 'refused', count: 7 })
  })
})

describe('SITE-14 the connection test', () => {
  const test7 = (url: string | null, more: Partial<Widget> = {}) => client().testConnection(widgetAt(url, more), '7')

  test('the connection test reports what the site answered', async () => {
    const { url } = site(() => Response.json([{ user_id: 7, name: 'Ann', avatar_url: 'https://a.example/a.png' }]))
    const report = await test7(url)
    expect(connectionReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      ok: true,
      problem: null,
      message: 'The site returned 1 user.',
      url: `${url}?user_ids=7`,
      status: 200,
      body_start: null,
      users: [{ user_id: '7', name: 'Ann', avatar_url: 'https://a.example/a.png', profile_url: null }],
      warnings: [],
    })
  })

  test('the connection test warns about what works but needs a fix', async () => {
    const { url } = site((request) => {
      if (request.headers.get('authorization') !== basic('old')) return new Response('', { status: 401 })
      const users = [{ user_id: 7, name: 'Ann', avatar_url: 'http://a.example/a.png' }, { name: 'nobody' }]
      return new Response(`Warning: x\n${JSON.stringify(users)}`)
    })
    const report = await test7(url, { apiPasswords: [PASSWORD, 'old'] })
    expect(report.ok).toBe(true)
    expect(report.warnings.map(({ code }) => code)).toEqual([
      'avatar_not_https',
      'noise',
      'unusable_entries',
      'previous_password',
    ])
    expect(report.warnings[2]?.params).toEqual({ count: 1 })
  })

  test('the connection test warns if the answer lacks the requested user', async () => {
    const { url } = site(() => Response.json([]))
    expect(await test7(url)).toMatchObject({ ok: true, warnings: [{ code: 'user_missing', params: { user_id: '7' } }] })
  })

  test('the connection test warns about unreadable text, and about a charset that is not named', async () => {
    const cut = Buffer.concat([Buffer.from('[{"user_id":7,"name":"Артём'), Buffer.from([0xd0]), Buffer.from('"}]')])
    const broken = await test7(site(() => new Response(cut)).url)
    expect(broken).toMatchObject({ ok: true, warnings: [{ code: 'broken_characters', params: { user_id: '7' } }] })
    const old = new Uint8Array([
      ...Buffer.from('[{"user_id":7,"name":"'),
      0xc0,
      0xed,
      0xed,
      0xe0,
      ...Buffer.from('"}]'),
    ])
    const guessed = await test7(site(() => new Response(old)).url)
    expect(guessed.users).toMatchObject([{ name: 'Анна' }])
    expect(guessed.warnings).toMatchObject([{ code: 'charset_guessed', params: { charset: 'windows-1251' } }])
    const named = { headers: { 'content-type': 'text/html; charset=windows-1251' } }
    expect(await test7(site(() => new Response(old, named)).url)).toMatchObject({
      users: [{ name: 'Анна' }],
      warnings: [],
    })
  })

  test('the connection test names the URL to set if the site expects the ids in the path', async () => {
    const { url } = site((request) =>
      new URL(request.url).pathname.endsWith('/users/7')
        ? Response.json([{ user_id: 7, name: 'Ann' }])
        : Response.json({ code: 'rest_no_route' }, { status: 404 }),
    )
    const report = await test7(url)
    expect(report).toMatchObject({
      ok: false,
      problem: 'ids_in_path',
      params: { url: `${url}/{ids}` },
      status: 404,
    })
    expect(report.message).toEndWith(`set the Users info URL to ${url}/{ids}.`)
    expect(await test7(`${url}/{ids}`)).toMatchObject({ ok: true, warnings: [] })
    expect(await test7(`${url}/nothing`)).toMatchObject({
      ok: false,
      problem: 'http_status',
      params: { status: 404 },
    })
  })

  test.each([
    [
      'unauthorized',
      () => Response.json({ code: 401, error: 'Authenticate required!' }, { status: 401 }),
      { login: 'imba_login' },
    ],
    [
      'redirect',
      () => Response.redirect('https://www.example.com/users?x=1', 301),
      { location: 'https://www.example.com/users' },
    ],
    ['http_status', () => new Response('gone', { status: 404 }), { status: 404 }],
    ['empty_answer', () => new Response(''), {}],
    ['web_page', () => new Response('<!doctype html>\u0000<title>Sign in'), {}],
    ['no_array', () => Response.json({ user_id: 7, name: 'Ann' }), { got: 'an object' }],
    ['missing_name', () => Response.json([{ user_id: 7 }]), { user_id: '7' }],
    ['too_large', () => new Response('x'.repeat(300_000)), { host: '127.0.0.1', kib: 256 }],
  ])('%s', async (problem, answer, params) => {
    const { url } = site(answer)
    const report = await test7(url)
    expect(report).toMatchObject({ ok: false, problem, params, users: [] })
    expect(report.message).toMatch(/^[A-Z1].*\.$/)
  })

  test.each([
    ['redirect', () => new Response('Moved', { status: 302, headers: { location: '/login' } }), 302, 'Moved'],
    ['too_large', () => new Response('x'.repeat(300_000)), 200, 'x'.repeat(300)],
  ])('the connection test shows how a refused response begins: %s', async (problem, answer, status, start) => {
    const { url } = site(answer)
    const report = await test7(url)
    expect(report).toMatchObject({ problem, status, body_start: start })
    expect(report.elapsed_ms).not.toBeNull()
  })

  test('the connection test names a private address once', async () => {
    const strict = client({ allowLoopback: false })
    const { message } = await strict.testConnection(widgetAt('http://10.1.2.3/'), '7')
    expect(message).toStartWith('10.1.2.3 is not a public address')
  })

  test('the connection test shows the first bytes of an unusable answer', async () => {
    const { url } = site(() => new Response(`<!doctype html>\u0000${'x'.repeat(2_000)}`))
    const { body_start } = await test7(url)
    expect(body_start).toStartWith('<!doctype html>xxx')
    expect(body_start).toHaveLength(300)
  })

  test('refused, dns, address_not_allowed, tls and no_url each have their own message', async () => {
    const { url } = site(() => new Response('plain'))
    expect((await test7('http://127.0.0.1:1/')).problem).toBe('refused')
    expect((await test7('http://no-such-host.invalid/')).problem).toBe('dns')
    expect((await test7(url.replace('http:', 'https:'))).problem).toBe('tls')
    expect(await test7(null)).toMatchObject({ problem: 'no_url', url: null, status: null, elapsed_ms: null })
    const strict = client({ allowLoopback: false })
    expect(await strict.testConnection(widgetAt('http://10.1.2.3/'), '7')).toMatchObject({
      problem: 'address_not_allowed',
      params: { host: '10.1.2.3', address: '10.1.2.3' },
    })
  })

  test('a site that does not answer in time: timeout', async () => {
    const reached = Promise.withResolvers<void>()
    const { url } = site(() => {
      reached.resolve()
      return new Promise<Response>(() => {})
    })
    const { testConnection, clock } = client()
    const report = testConnection(widgetAt(url), '7')
    await reached.promise
    clock.elapse(3_000)
    expect((await report).message).toEndWith(' did not respond within 3 s.')
  })

  test('the connection test calls the site even while other calls to it are paused', async () => {
    const asking = client()
    const dead = widgetAt('http://127.0.0.1:1/')
    for (let call = 0; call < 6; call += 1) await asking.ask(dead, ['1'])
    expect((await asking.testConnection(dead, '7')).problem).toBe('refused')
  })

  test('the report contains no password', async () => {
    const { url } = site(() => new Response('no', { status: 401 }))
    const output = JSON.stringify(await test7(url, { apiPasswords: [PASSWORD, 'old-password'] }))
    for (const secret of [PASSWORD, 'old-password', basic(PASSWORD).slice(6)]) expect(output).not.toContain(secret)
  })
})

describe('SITE-3 the URLs of people search and friends', () => {
  const found = [{ user_id: 7, name: 'Ann' }]
  const search = (asking: ReturnType<typeof client>, search_users_url: string, query: string) => {
    const widget = widgetAt(null)
    return asking.people({ ...widget, settings: { ...widget.settings, search_users_url } }, { kind: 'search', query })
  }
  const asked = (calls: Request[]) => calls.map(({ method, url }) => `${method} ${new URL(url).pathname}`)

  test('people search and friends are called with GET, after 404 or 405 with POST, and so from then on', async () => {
    for (const status of [404, 405]) {
      const { url, calls } = site((request) => {
        if (request.headers.get('authorization') !== basic(PASSWORD)) return new Response('', { status: 401 })
        return request.method === 'POST' ? Response.json(found) : new Response('', { status })
      })
      const asking = client()
      expect(await search(asking, `${url}/searchusers/{query}`, 'ann  lee')).toMatchObject([{ name: 'Ann' }])
      expect(await search(asking, `${url}/searchusers/{query}`, 'b/d')).toMatchObject([{ name: 'Ann' }])
      expect(asked(calls)).toEqual([
        'GET /users/searchusers/ann_lee',
        'POST /users/searchusers/ann_lee',
        'POST /users/searchusers/b%2Fd',
      ])
    }
  })

  test('the query keeps its spaces on other routes, and cannot change the path', async () => {
    const { url, calls } = site(() => Response.json(found))
    const asking = client()
    await search(asking, `${url}/search/{query}`, 'ann lee')
    await search(asking, `${url}/search/{query}`, '..')
    await search(asking, `${url}/search?q={query}&all=1`, 'a&b=$&')
    expect(calls.map((call) => call.url.slice(url.length))).toEqual([
      '/search/ann%20lee',
      '/search?q=a%26b%3D%24%26&all=1',
    ])
  })

  test('SITE-17 an answer is kept for 30 s, a failure for 2 s only', async () => {
    let status = 500
    const { url, calls } = site(() => Response.json(found, { status }))
    const asking = client()
    const find = () => search(asking, `${url}/search/{query}`, 'ann')
    expect(await find()).toBeNull()
    status = 200
    expect(await find()).toBeNull()
    asking.clock.elapse(2_001)
    expect(await find()).toMatchObject([{ name: 'Ann' }])
    asking.clock.elapse(29_000)
    await find()
    expect(calls.length).toBe(2)
    asking.clock.elapse(1_001)
    await find()
    expect(calls.length).toBe(3)
  })

  test('the URLs of people search and friends are tested like the Users info URL', async () => {
    const { url } = site((request) => {
      if (request.url.endsWith('/none')) return Response.json([])
      return request.url.endsWith('/bad') ? new Response('<h1>') : Response.json(found)
    })
    const report = (query: string) => client().testPeople(widgetAt(null), `${url}/{query}`, { kind: 'search', query })
    expect(await report('ann')).toMatchObject({ ok: true, users: [{ name: 'Ann' }], warnings: [] })
    expect(await report('none')).toMatchObject({ ok: true, warnings: [{ code: 'nobody' }] })
    expect(await report('bad')).toMatchObject({ ok: false, problem: 'web_page', url: `${url}/bad` })
    expect(await report('..')).toMatchObject({ ok: false, problem: 'invalid_url' })
  })
})
