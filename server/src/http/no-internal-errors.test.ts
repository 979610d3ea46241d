import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { apiOperations } from '@imbachat/protocol/http/api/api-operations'
import { API_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import { dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { needsSession, type Operation } from '@imbachat/protocol/http/operation'
import { siteOperations } from '@imbachat/protocol/http/site-api'
import type { z } from 'zod'
import { isNestedTooDeep } from '../input/json-text.ts'
import { readShape } from '../input/read-shape.ts'
import { HOSTILE_JSON } from '../input/testing/hostile-json.ts'
import { browser } from '../notifications/push/testing/push-browser.ts'
import { cookieOf, type Dashboard, startDashboard } from './testing/dashboard.ts'
import { exampleOf, HOSTILE_VALUES, hostileVariants } from './testing/hostile-input.ts'

const OWNER = 'ann@shop.example'
/** Longer than any window in which requests are counted, so that a limit hides nothing. */
const STEP_MS = 15 * 60_000
/** A step does all that the server does in that time: one for each request took more than the requests. */
const REQUESTS_A_STEP = 20

let dashboard: Dashboard
let cookie: string
let widget_id: number
let secretKey: string
let apiKey: string

beforeAll(async () => {
  dashboard = await startDashboard()
  cookie = await dashboard.signedIn(OWNER)
  const owner = (await dashboard.accounts.first())?.account_id ?? null
  const { id } = await dashboard.widgets.create(owner, { name: 'Shop' })
  widget_id = id
  secretKey = (await dashboard.widgets.find(id))?.secretKeys[0] ?? ''
  const key = { name: 'Backend', scopes: API_SCOPES }
  const made = await dashboard.ask('api_keys.create', { params: { widget_id }, cookie, body: key })
  apiKey = ((await made.json()) as { secret: string }).secret
})

afterAll(() => dashboard.stop())

/** What makes an operation go further than its schema. */
const bases: Partial<Record<string, unknown>> = {
  'session.sign_in': { email: OWNER, password: 'wrong horse battery' },
  'password.change': { current_password: 'wrong horse battery', new_password: 'a new long password' },
  'two_factor.confirm': { code: '123456' },
  'account.turn_on_push': { subscription: { endpoint: 'http://127.0.0.1:1/x', keys: browser().keys } },
  'setup.claim': { token: 'x', email: 'eve@evil.example', password: 'correct horse battery' },
  'widgets.create': { name: 'Another', origins: ['https://shop.example'], settings: { language: 'ru' } },
  'widgets.change': { name: 'Shop', origins: ['https://shop.example'], settings: { language: 'ru' } },
  'site.connection_test': { user_id: '7', users_info_url: 'http://127.0.0.1:1/users' },
  'site.page_check': { url: 'http://127.0.0.1:1/' },
  'site_api.create_room': { room_pipe: 'sale', room_title: 'Sale', room_is_public: 1, users_ids: [1, 2] },
  'site_api.send_msg': { user_id: 1, room_pipe: 'sale', message: 'Hello', answer_to: 1, uuid: 'u-1' },
  'site_api.add_users': { room_pipe: 'sale', users_ids: [3] },
  'site_api.remove_users': { room_pipe: 'sale', users_ids: [3] },
  'site_api.get_rooms': { user_id: 1, limit: 10 },
  'messages.send': { user_id: '1', text: 'Hello', reply_to: 1 },
  'messages.edit': { text: 'Hello' },
  'rooms.put': { title: 'Sale', user_ids: ['1', '2'] },
  'rooms.open_dialog': { user_ids: ['1', '2'] },
  'users.put': { name: 'Ann', data: { vip: true } },
}

/** Queries whose fields must fit each other. */
const queries: Partial<Record<string, unknown>> = { 'statistics.points': { from: 0, to: 86_400_000 } }

interface Sent {
  path: string
  init: { method?: string; headers: Record<string, string>; body?: string }
  /** the schema takes its body */
  fits?: boolean
}

const faults: string[] = []
let sent = 0

/** Each from an address of its own and at a time of its own: what is tested is not the limits. */
async function send({ path, init }: Sent): Promise<number> {
  sent += 1
  const answer = await dashboard.fetch(path, init, `192.0.${(sent >> 8) & 255}.${sent & 255}`)
  await answer.text()
  if (answer.status >= 500 || answer.status === 429) {
    const body = init.body?.slice(0, 200) ?? ''
    faults.push(
      `${answer.status} ${init.method} ${path} ${body} ` +
        `${JSON.stringify(dashboard.logged.at(-1) ?? null).slice(0, 400)}`,
    )
  }
  return answer.status
}

const credentials = (access: Operation['access']): Record<string, string> => ({
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
  ...(needsSession({ access }) && { cookie }),
  ...(access === 'key' && { authorization: `Bearer ${apiKey}` }),
  ...(access === 'site' && { authorization: `Basic ${btoa(`${widget_id}:${secretKey}`)}` }),
})

const pathOf = (operation: Operation, id: unknown) =>
  operation.path.replaceAll(/\{(\w+)\}/g, () => encodeURIComponent(String(id)))

const requestOf = (operation: Operation, body: unknown): Sent => ({
  path: pathOf(operation, widget_id),
  fits: operation.body !== undefined && typeof body !== 'string' && readShape(operation.body, body).ok,
  init: {
    method: operation.method.toUpperCase(),
    headers: credentials(operation.access),
    ...(operation.body && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  },
})

function* requestsOf(operation: Operation): Generator<Sent> {
  const body = bases[operation.id] ?? (operation.body && exampleOf(operation.body))
  yield requestOf(operation, body)
  if (operation.body) {
    const isNew = differs(operation.body)
    const variants = hostileVariants(operation.body, body).map((variant) => JSON.stringify(variant))
    for (const text of [...variants, ...BODIES]) if (isNew(parsed(text))) yield requestOf(operation, text)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'x']) {
      const { path, init } = requestOf(
        operation,
        'users_ids[0][user_id]=1&users_ids[__proto__]=2&user_id=%ff&message=%00',
      )
      yield { path, init: { ...init, headers: { ...init.headers, 'content-type': type } } }
    }
  }
  if (operation.query) {
    const isNew = differs(operation.query)
    for (const query of hostileVariants(operation.query, queries[operation.id] ?? exampleOf(operation.query)).map(
      asQuery,
    )) {
      const { path, init } = requestOf(operation, body)
      if (isNew(query)) yield { path: `${path}?${new URLSearchParams(query)}`, init }
    }
  }
  for (const value of operation.params ? TEXTS : [])
    yield { ...requestOf(operation, body), path: pathOf(operation, value) }
}

/**
 * Of the values that the schema refuses with the same words, one is sent: what follows does not see the value. That no
 * schema throws is tested beside `readShape`.
 */
function differs(schema: z.ZodType): (value: unknown) => boolean {
  const refusals = new Set<string>()
  return (value) => {
    if (value === NOT_JSON) return true
    const shaped = readShape(schema, value)
    return shaped.ok || refusals.size < refusals.add(shaped.message).size
  }
}

/** Its text reaches no schema. */
const NOT_JSON = Symbol('not JSON')

function parsed(text: string): unknown {
  try {
    return isNestedTooDeep(text) ? NOT_JSON : JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}

const TEXTS = HOSTILE_VALUES.filter((value) => ['string', 'number'].includes(typeof value)).map((value) =>
  String(value).toWellFormed().slice(0, 300),
)

/** Bodies that no schema gets to see, or that a parser trips over. */
const BODIES = [
  ...HOSTILE_JSON,
  '',
  '{',
  '{"a":',
  '\u0000',
  '{"password":"a","password":"b"}',
  `{"name":"${'x'.repeat(70_000)}"}`,
]

const asQuery = (variant: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(variant ?? {}).map(([name, value]) => [name, String(JSON.stringify(value))]))

const operations: Operation[] = [
  ...Object.values(dashboardOperations),
  ...Object.values(siteOperations),
  ...Object.values(apiOperations),
]

describe('LIFE-11 whatever a caller sends, no answer is a 500', () => {
  test.each(operations.map((operation) => [operation.id, operation] as const))('%s', async (_id, operation) => {
    let pastSchema = 0
    // an operation before it may have replaced the widget's key
    secretKey = (await dashboard.widgets.find(widget_id))?.secretKeys[0] ?? ''
    for (const [n, request] of [...requestsOf(operation)].entries()) {
      if (n % REQUESTS_A_STEP === 0) dashboard.clock.elapse(STEP_MS)
      const status = await send(request)
      // who is not let in gets no further than the door
      const isLetIn = status !== 401 || operation.access === 'open'
      if (isLetIn && (request.fits || (status !== 422 && status !== 400))) pastSchema += 1
      if (status === 401 && needsSession(operation)) cookie = await signInAgain()
    }
    expect(faults.splice(0)).toEqual([])
    // a sweep is worth something only if some of it gets past the schema
    expect(pastSchema).toBeGreaterThan(0)
  })

  test('pages with odd addresses are no 500', async () => {
    const swept = new Set(operations.map(({ path }) => shapeOf(path)))
    const paths = new Set(dashboard.router.routes.filter(({ method }) => method === 'GET').map(({ path }) => path))
    for (const [n, path] of [...paths].entries()) {
      // paths of operations were asked with all of these above: what is left is a caller who is let in nowhere
      const values = swept.has(shapeOf(path)) ? TEXTS.slice(n % TEXTS.length).slice(0, 1) : TEXTS
      for (const value of values) {
        const filled = path
          .replaceAll(/:\w+(\{[^}]*\})?/g, encodeURIComponent(value))
          .replace('*', encodeURIComponent(value))
        await send({
          path: `${filled}?${new URLSearchParams({ language: value, theme: value, v: value })}`,
          init: { headers: {} },
        })
      }
    }
    expect(faults.splice(0)).toEqual([])
  })
})

/** A path without the names of its parameters, which routers and operations write in two ways. */
const shapeOf = (path: string) => path.replaceAll(/:\w+(\{[^}]*\})?|\{\w+\}/g, '*')

async function signInAgain(): Promise<string> {
  return cookieOf(await dashboard.ask('session.sign_in', { body: { email: OWNER, password: 'correct horse battery' } }))
}

test('LIFE-11 sign-in answers an address without an account as one with an account, whatever the password', async () => {
  const answerTo = async (email: string, password: unknown) => {
    dashboard.clock.elapse(STEP_MS)
    sent += 1
    const answer = await dashboard.ask('session.sign_in', {
      body: { email, password },
      address: `198.51.100.${sent & 255}`,
    })
    return [answer.status, (await answer.text()).replace(/"request_id":"[^"]+"/, '')]
  }
  for (const password of [
    '',
    ' ',
    '\u0000',
    '\ud800',
    'x'.repeat(129),
    'x'.repeat(1_025),
    null,
    'wrong horse battery',
  ]) {
    const known = await answerTo(OWNER, password)
    expect(await answerTo('nobody@shop.example', password)).toEqual(known)
  }
})
