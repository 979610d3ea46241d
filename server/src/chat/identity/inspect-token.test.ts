import { describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import { tokenReport } from '@imbachat/protocol/http/widget/site-checks'
import fc from 'fast-check'
import { manualClock } from '../testing/manual-clock.ts'
import { createIdentity } from './create-identity.ts'
import { inspectToken } from './inspect-token.ts'
import { PUBLISHED_SAMPLE_KEY } from './signing-keys.ts'
import { KEY, PREVIOUS, part, SECONDS, sign, widget } from './testing/test-tokens.ts'

const NOW = SECONDS * 1000
const inspect = (token: string) => inspectToken(widget, token, NOW)
const claims = (more: Record<string, unknown> = {}) => ({ exp: SECONDS + 3600, user_id: 1, ...more })

test('a valid token is described: its user, its expiry, its key', async () => {
  const report = await inspect(sign(claims({ user_id: 'P11-A' }), { key: PREVIOUS }))
  expect(tokenReport.parse(report)).toEqual(report)
  expect(report).toMatchObject({
    ok: true,
    problem: null,
    message: 'Valid for user P11-A. It expires in 1 hour.',
    mistake: null,
    user_id: 'P11-A',
    guest: false,
    expires_at: (SECONDS + 3600) * 1000,
    signed_with: 'previous',
    header: '{"typ":"JWT","alg":"HS256"}',
    payload: `{"exp":${SECONDS + 3600},"user_id":"P11-A"}`,
  })
  expect(report.checks.map(({ passed }) => passed)).toEqual(Array(7).fill(true))
})

test('a guest is reported as a guest', async () => {
  expect(await inspect(sign(claims({ user_id: 0 })))).toMatchObject({ ok: true, guest: true, signed_with: 'current' })
})

test('every rule that is broken is shown, not only the first', async () => {
  const report = await inspect(sign({ exp: 'x', user_id: 1.5, iss: 'me' }, { key: 'o'.repeat(64) }))
  const failed = report.checks.filter(({ passed }) => passed === false).map(({ code }) => code)
  expect(failed).toEqual(['signature', 'claims', 'user_id', 'exp'])
  expect(report.problem).toBe('token_signature')
})

test('after a part that cannot be read, the rest is not checked', async () => {
  const report = await inspect('a.b')
  expect(report.checks.map(({ passed }) => passed)).toEqual([false, ...Array(6).fill(null)])
  expect(report.checks[0]?.params.reason).toBe('not_three_parts')
  expect(report.header).toBeNull()
})

test.each([
  [SECONDS - 95_602_464, 'The token expired 3 years ago: create a new one for each page load.'],
  [SECONDS - 600, 'The token expired 10 minutes ago: create a new one for each page load.'],
])('an expired token says in words when it expired (%d)', async (exp, message) => {
  expect(await inspect(sign(claims({ exp })))).toMatchObject({ problem: 'token_expired', message })
})

test('an exp in milliseconds is named as such, and gets no date in a far year', async () => {
  const report = await inspect(sign(claims({ exp: (SECONDS + 60) * 1000 })))
  expect(report.message).toEndWith('In milliseconds? exp is in seconds.')
  expect(report.expires_at).toBeNull()
})

describe('the likely mistake', () => {
  const good = sign(claims())
  const [header = '', payload = '', signature = ''] = good.split('.')
  const hex = createHmac('sha256', KEY).update(`${header}.${payload}`).digest('hex')
  const bytesOfKey = createHmac('sha256', Buffer.from(KEY, 'base64')).update(`${header}.${payload}`).digest('base64url')

  test.each([
    ['wrapped', `"${good}"`],
    ['wrapped', ` ${good}\n`],
    ['wrapped', `Bearer ${good}`],
    ['template_not_run', '<?= getJWT($user_id, $secret_key, 3600) ?>'],
    ['template_not_run', '{{ token }}'],
    ['no_token', ''],
    ['no_token', 'undefined'],
    ['no_token', '"null"'],
    ['standard_base64', `${header}.${payload}.${signature}=`],
    ['secret_empty', sign(claims(), { key: '' })],
    ['sample_key', sign(claims(), { key: PUBLISHED_SAMPLE_KEY })],
    ['secret_wrapped', sign(claims(), { key: `${KEY}\n` })],
    ['secret_decoded', `${header}.${payload}.${bytesOfKey}`],
    ['hex_signature', `${header}.${payload}.${hex}`],
    ['hex_signature', `${header}.${payload}.${part(hex)}`],
    ['api_password_as_key', sign(claims(), { key: widget.apiPasswords[0] ?? '' })],
    ['other_key', sign(claims(), { key: 'o'.repeat(64) })],
    ['permission_token', sign(claims({ initiator: 2, status: 0 }))],
    ['dashboard_token', sign(claims({ user_role: 'admin', back_to: '/' }))],
    ['token_cut', good.slice(0, -1)],
    ['byte_order_mark', sign(`\ufeff${JSON.stringify(claims())}`)],
    ['claim_twice', sign(`{"user_id":1,"exp":${SECONDS + 60},"user_id":2}`)],
    ['id_computed', sign(`{"user_id":7.0000000000000001,"exp":${SECONDS + 60}}`)],
    ['id_invisible', sign(claims({ user_id: 'P11\u200b' }))],
    ['id_invisible', sign(claims({ user_id: 'P11\u00a0' }))],
    ['exp_milliseconds', sign(claims({ exp: (SECONDS + 60) * 1000 }))],
    ['exp_text', sign(claims({ exp: `${SECONDS + 60}` }))],
    ['exp_fraction', sign(claims({ exp: SECONDS + 60.5 }))],
    ['exp_duration', sign(claims({ exp: 3600 }))],
    ['page_cached', sign(claims({ exp: SECONDS - 600 }))],
  ])('%s is guessed', async (code, token) => {
    const report = await inspect(token)
    expect(report.ok).toBe(false)
    expect(report.mistake?.code).toBe(code)
  })

  test('a mistake of a token is not guessed without a sign of one', async () => {
    expect((await inspect(sign(claims({ iss: 'me' })))).mistake).toBeNull()
  })
})

test.each(['"', ' ', ';', '%22'])('a long text of %j in between is read in little time', async (mark) => {
  const times: number[] = []
  // the quickest of some: on a busy machine any one may be held up
  for (let tries = 0; tries < 5; tries++) {
    const started = performance.now()
    await inspect(`x${mark.repeat(8190 / mark.length)}x`)
    times.push(performance.now() - started)
  }
  // a bound far above what it takes and far below what a quadratic reading would
  expect(Math.min(...times)).toBeLessThan(100)
})

test('no report carries a key, whatever the token was signed with', async () => {
  for (const key of [KEY, PREVIOUS, `${KEY}\n`, 'o'.repeat(64)]) {
    const output = JSON.stringify(await inspect(sign(claims(), { key })))
    for (const secret of [KEY, PREVIOUS, ...widget.apiPasswords]) expect(output).not.toContain(secret)
  }
})

test('the token check accepts and refuses the same tokens as the chat', async () => {
  const identity = createIdentity({ widgets: { find: async () => widget }, clock: manualClock(NOW) })
  const anyClaims = fc.record(
    {
      user_id: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.jsonValue()),
      exp: fc.oneof(fc.constantFrom(SECONDS + 60, SECONDS - 61, String(SECONDS), SECONDS * 1000), fc.jsonValue()),
      iat: fc.oneof(fc.constant(SECONDS), fc.jsonValue()),
      status: fc.constant(0),
    },
    { requiredKeys: [] },
  )
  const anyToken = fc.oneof(
    fc.string(),
    fc.tuple(anyClaims, fc.constantFrom(KEY, KEY, 'o'.repeat(64))).map(([value, key]) => sign(value, { key })),
  )
  await fc.assert(
    fc.asyncProperty(anyToken, async (token) => {
      const report = tokenReport.parse(await inspect(token))
      const outcome = await identity.authenticate(7, token).catch((error: unknown) => error)
      if (outcome instanceof ChatError) expect(report.problem).toBe(outcome.code)
      else expect(report.ok).toBe(true)
    }),
    { numRuns: 500 },
  )
})
