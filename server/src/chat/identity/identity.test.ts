import { describe, expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import fc from 'fast-check'
import type { UserPrincipal } from '../principal.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { createIdentity } from './create-identity.ts'
import { mayBeSecretKey, PUBLISHED_SAMPLE_KEY } from './signing-keys.ts'
import { KEY, PREVIOUS, part, SECONDS, sign, widget } from './testing/test-tokens.ts'

function identityOf(secretKeys: string[] = widget.secretKeys) {
  const widgets = { find: async (id: number) => (id === 7 ? { ...widget, secretKeys } : null) }
  return createIdentity({ widgets, clock: manualClock(SECONDS * 1000) })
}

const claims = (more: Record<string, unknown> = {}) => ({ exp: SECONDS + 3600, user_id: 1, ...more })

async function refusal(token: string, identity = identityOf(), widget_id = 7): Promise<ChatError> {
  const outcome = await identity.authenticate(widget_id, token).catch((error: unknown) => error)
  if (outcome instanceof ChatError) return outcome
  throw new Error(`expected a refusal, got ${JSON.stringify(outcome)}`)
}

const codeOf = async (token: string, identity?: ReturnType<typeof identityOf>) => (await refusal(token, identity)).code

describe('a user token', () => {
  test("a user token as the guide's PHP makes it is a principal of its widget and user", async () => {
    const principal = await identityOf().authenticate(7, sign('{"exp":1800003600,"user_id":42}'))
    expect(principal).toEqual({
      kind: 'user',
      widget_id: 7,
      user_id: '42',
      expires_at: (SECONDS + 3660) * 1000,
      signed_with: expect.any(String),
    })
  })

  test('a user token is accepted with either of two live keys, whatever the order of its header', async () => {
    const header = { alg: 'HS256', typ: 'JWT' }
    expect(await identityOf().authenticate(7, sign(claims(), { key: PREVIOUS, header }))).toMatchObject({
      user_id: '1',
    })
  })

  test('a user token may carry iat, nbf, jti, aud and profile', async () => {
    const token = sign(claims({ iat: SECONDS, nbf: SECONDS, jti: 'x', aud: ['chat'], profile: 11 }))
    expect(await identityOf().authenticate(7, token)).toMatchObject({ kind: 'user', user_id: '1' })
  })

  test('a user token of a widget that does not exist is refused as such', async () => {
    expect((await refusal(sign(claims()), identityOf(), 8)).code).toBe('widget_unknown')
  })
})

describe('a guest', () => {
  test('a guest comes without a token', async () => {
    expect(await identityOf().authenticate(7, null)).toEqual({ kind: 'guest', widget_id: 7 })
  })

  test.each([0, '0', -0, null, ''])('a guest comes with user_id %j', async (user_id) => {
    expect(await identityOf().authenticate(7, sign(claims({ user_id })))).toEqual({ kind: 'guest', widget_id: 7 })
  })

  test('a guest with a bad signature is refused', async () => {
    expect(await codeOf(sign(claims({ user_id: 0 }), { key: 'x'.repeat(64) }))).toBe('token_signature')
  })
})

describe('its signature', () => {
  test.each(['none', 'None', 'HS512', 'HS384', 'RS256', 'ES256', 'EdDSA', '', null, undefined, 0, [['HS256']]])(
    'alg %j is refused, however it is signed',
    async (alg) => {
      expect(await codeOf(sign(claims(), { header: { typ: 'JWT', alg } }))).toBe('token_algorithm')
    },
  )

  test('an unsigned token is refused, with alg none or with HS256 and nothing behind the last dot', async () => {
    expect(await codeOf(`${part({ alg: 'none' })}.${part(claims())}.`)).toBe('token_algorithm')
    expect(await codeOf(`${part({ alg: 'HS256' })}.${part(claims())}.`)).toBe('token_signature')
  })

  test('a critical extension is refused', async () => {
    expect(await codeOf(sign(claims(), { header: { alg: 'HS256', crit: ['b64'], b64: false } }))).toBe(
      'token_algorithm',
    )
  })

  test("another widget's key, a retired key and the right key with another hash are refused", async () => {
    expect(await codeOf(sign(claims(), { key: 'o'.repeat(64) }))).toBe('token_signature')
    expect(await codeOf(sign(claims(), { key: PREVIOUS }), identityOf([KEY]))).toBe('token_signature')
    expect(await codeOf(sign(claims(), { hash: 'sha512' }))).toBe('token_signature')
  })

  test('a changed payload is refused', async () => {
    const [header, , signature] = sign(claims()).split('.')
    expect(await codeOf(`${header}.${part(claims({ user_id: 2 }))}.${signature}`)).toBe('token_signature')
  })

  test('the published sample key signs for nobody, even when a widget had it', async () => {
    const token = sign(claims(), { key: PUBLISHED_SAMPLE_KEY })
    expect(await codeOf(token, identityOf([PUBLISHED_SAMPLE_KEY]))).toBe('token_signature')
    expect(mayBeSecretKey(PUBLISHED_SAMPLE_KEY)).toBe(false)
    expect(mayBeSecretKey('short')).toBe(false)
    expect(mayBeSecretKey(KEY)).toBe(true)
  })

  test('a widget without a usable key accepts nobody', async () => {
    expect(await codeOf(sign(claims(), { key: '' }), identityOf([]))).toBe('token_signature')
    expect(await codeOf(sign(claims(), { key: '' }), identityOf(['']))).toBe('token_signature')
  })
})

describe('its form', () => {
  const good = sign(claims())
  const [head = '', body = '', signature = ''] = good.split('.')
  const malformed: [string, string, RegExp][] = [
    ['empty', '', /empty/],
    ['one word', 'undefined', /three/],
    ['two parts', `${head}.${body}`, /three/],
    ['four parts', `${good}.x`, /three/],
    ['a line break after it', `${good}\n`, /spaces or line breaks/],
    ['a space before it', ` ${good}`, /spaces or line breaks/],
    ['quotes around it', `"${good}"`, /three/],
    ['padding', `${head}.${body}.${signature}=`, /base64url/],
    ['ordinary base64', `${head}.${body}.ab+/cd`, /base64url/],
    ['a header that is not JSON', `${part('{"alg"')}.${body}.${signature}`, /header/],
    ['a header that is no object', `${part('"HS256"')}.${body}.${signature}`, /header/],
    ['a payload that is an array', sign([]), /payload/],
    [
      'a payload that is not UTF-8',
      `${head}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.${signature}`,
      /payload/,
    ],
    ['ACCESS-10 bits that belong to no byte', `${head}.${body}.${withStrayBits(signature)}`, /base64url/],
    ['ACCESS-10 a part of a length that no bytes have', `${head}.${body}.${signature}AA`, /base64url/],
    ['ACCESS-10 a byte order mark before the payload', sign(`\ufeff${JSON.stringify(claims())}`), /byte order mark/],
    [
      'ACCESS-10 a byte order mark before the header',
      sign(claims(), { header: '\ufeff{"alg":"HS256"}' }),
      /byte order mark/,
    ],
    ['ACCESS-10 a claim twice', sign(`{"user_id":1,"exp":${SECONDS + 60},"user_id":2}`), /"user_id" occurs twice/],
    [
      'ACCESS-10 a claim twice, once escaped',
      sign(`{"user_id":1,"exp":1,"\\u0075ser_id":2}`),
      /"user_id" occurs twice/,
    ],
    [
      'ACCESS-10 a name twice in the header',
      sign(claims(), { header: '{"alg":"HS256","alg":"none"}' }),
      /"alg" occurs twice/,
    ],
    ['more than 8192 characters', sign(claims({ jti: 'x'.repeat(8192) })), /8,192/],
  ]
  test.each(malformed)('%s: token_malformed, and the message says what to do', async (_, token, message) => {
    const error = await refusal(token)
    expect(error.code).toBe('token_malformed')
    expect(error.message).toMatch(message)
  })

  test('any text is refused with a token_ code, and nothing else is thrown', async () => {
    const identity = identityOf()
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json().map(sign)), async (text) => {
        expect((await refusal(text, identity)).code).toStartWith('token_')
      }),
    )
  })
})

describe('its claims', () => {
  test.each(['initiator', 'status', 'user_role', 'back_to', 'iss', 'sub', 'admin', '__proto__', 'constructor'])(
    '%s is refused as a login, and is named',
    async (claim) => {
      const error = await refusal(sign(`{"exp":${SECONDS + 60},"user_id":1,"${claim}":1}`))
      expect(error.code).toBe('token_claims')
      expect(error.message).toMatch(/dialog permission token|claim "/)
    },
  )

  test('a dialog permission token is no login', async () => {
    expect(await codeOf(sign(claims({ initiator: 2, status: 0 })))).toBe('token_claims')
  })

  test.each([{ jti: 5 }, { aud: { a: 1 } }, { aud: [1] }, { profile: 1.5 }, { profile: {} }, { jti: 'x'.repeat(300) }])(
    '%j is refused',
    async (more) => {
      expect(await codeOf(sign(claims(more)))).toBe('token_claims')
    },
  )
})

/** The same bytes in base64url, and not the form that encoders write. */
function withStrayBits(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return signature.slice(0, -1) + alphabet.charAt(alphabet.indexOf(signature.slice(-1)) + 1)
}

describe('its user_id', () => {
  test.each(['7.0000000000000001', '7.0', '7e0', '70e-1', '-0', '0.0', '9007199254740993', '1e999'])(
    'ACCESS-10 %s is refused: another parser may take it for another user',
    async (json) => {
      expect(await codeOf(sign(`{"exp":${SECONDS + 60},"user_id":${json}}`))).toBe('token_user_id')
    },
  )

  test.each([
    '\u00a0',
    '\u200b',
    '\u200d',
    '\u202e',
    '\u2066',
    '\ufeff',
    '\u0085',
    '\u00ad',
    '\u3164',
    '\u2028',
    '\ufe0f',
  ])('ACCESS-10 %j, which is invisible, is refused in an id', async (character) => {
    expect(await codeOf(sign(claims({ user_id: `a${character}b` })))).toBe('token_user_id')
  })

  test.each([
    '{"jti":"{\\"user_id\\":1,","user_id":7,',
    '{"aud":["user_id","user_id"],"user_id":7,',
    '{"user_id":7,"profile":7.0,',
  ])('ACCESS-10 %s is no repetition and no fraction of the id', async (start) => {
    expect(await identityOf().authenticate(7, sign(`${start}"exp":${SECONDS + 60}}`))).toMatchObject({ user_id: '7' })
  })

  const illegal = ['1.5', '1e-3', 'true', '{}', '[]', '[1]', '9007199254740993', '1e999', '" 1"', '"1,2"']
  test.each([...illegal, '"a/b"', '"a\\u0000"', '"\\ud800"', `"${'x'.repeat(129)}"`])('%s is refused', async (json) => {
    expect(await codeOf(sign(`{"exp":${SECONDS + 60},"user_id":${json}}`))).toBe('token_user_id')
  })

  test.each([
    ['1.5', 'user_id must be a whole number or a string; it is 1.5.'],
    ['99999999999999999999999', 'user_id must be a whole number below 2^53, or a string; it is 1e+23.'],
  ])('%s is refused by the name it has in the token, with what is expected', async (json, message) => {
    const error = await refusal(sign(`{"exp":${SECONDS + 60},"user_id":${json}}`))
    expect(error.message).toBe(message)
  })

  test('the user_id of a token is required', async () => {
    expect(await codeOf(sign({ exp: SECONDS + 60 }))).toBe('token_user_id')
  })

  test.each([
    [6, '6'],
    ['6', '6'],
    ['P11-A', 'P11-A'],
    [9007199254740991, '9007199254740991'],
    ['Артём', 'Артём'],
  ])('%j is the user %j', async (given, user_id) => {
    expect(await identityOf().authenticate(7, sign(claims({ user_id: given })))).toMatchObject({ user_id })
  })
})

describe('its time', () => {
  const WEEK = 7 * 24 * 3600
  test.each([
    ['token_lifetime', { exp: undefined }],
    ['token_lifetime', { exp: null }],
    ['token_lifetime', { exp: String(SECONDS + 60) }],
    ['token_lifetime', { exp: SECONDS + 60.5 }],
    ['token_lifetime', { exp: (SECONDS + 60) * 1000 }],
    ['token_lifetime', { exp: SECONDS + WEEK + 61 }],
    ['token_expired', { exp: SECONDS - 60 }],
    ['token_expired', { exp: 3600 }],
    ['token_expired', { exp: -1 }],
    ['token_not_yet_valid', { nbf: SECONDS + 61 }],
    ['token_not_yet_valid', { iat: SECONDS + 301 }],
    ['token_claims', { nbf: 'soon' }],
    ['token_claims', { iat: SECONDS + 0.5 }],
  ] as const)('%s: %j', async (code, more) => {
    expect(await codeOf(sign(claims(more)))).toBe(code)
  })

  test.each([{ exp: SECONDS - 59 }, { exp: SECONDS + WEEK + 60 }, { nbf: SECONDS + 60 }, { iat: SECONDS + 300 }])(
    'ACCESS-12 %j is within the tolerance',
    async (more) => {
      expect(await identityOf().authenticate(7, sign(claims(more)))).toMatchObject({ kind: 'user' })
    },
  )

  test('ACCESS-12 an iat too far ahead is refused with the claim, its distance and what is allowed', async () => {
    expect((await refusal(sign(claims({ iat: SECONDS + 3600 })))).message).toBe(
      "The token becomes valid in 1 hour (iat), 300 s are allowed: check your site's clock.",
    )
  })

  test('a session made within the tolerance does not end before it began', async () => {
    const principal = await identityOf().authenticate(7, sign(claims({ exp: SECONDS - 30 })))
    expect((principal as UserPrincipal).expires_at).toBeGreaterThan(SECONDS * 1000)
  })
})

test('a refusal carries neither the token nor a key', async () => {
  const tokens = [
    sign(claims({ exp: SECONDS - 999 })),
    sign(claims(), { key: 'o'.repeat(64) }),
    sign(claims({ iss: 1 })),
    `${sign(claims())}=`,
  ]
  for (const token of tokens) {
    const error = await refusal(token)
    const output = JSON.stringify(error.toBody()) + String(error.stack)
    for (const secret of [KEY, PREVIOUS, ...token.split('.')]) expect(output).not.toContain(secret)
  }
})

describe('a dialog permission token', () => {
  const ann: UserPrincipal = { kind: 'user', widget_id: 7, user_id: '1', expires_at: 0, signed_with: '' }
  const permission = (more: Record<string, unknown> = {}) => {
    return sign({ user_id: 2, initiator: 1, status: 0, exp: SECONDS + 60, ...more })
  }
  const ask = (token: string, target = '2') => identityOf().dialogPermission(ann, target, token)

  test.each([
    [0, true],
    [1, false],
    ['0', true],
    ['1', false],
  ])('a permission token with status %j lets the initiator write at once: %j', async (status, mayWriteAtOnce) => {
    expect(await ask(permission({ status }))).toEqual({ initiator: '1', target: '2', mayWriteAtOnce, context: null })
  })

  test.each([
    ['of another initiator', permission({ initiator: 3 })],
    ['for another target', permission({ user_id: 3 })],
    ['with the two turned round', permission({ user_id: 1, initiator: 2 })],
    ['with a strange status', permission({ status: 2 })],
    ['without a status', permission({ status: undefined })],
    ['with status true', permission({ status: true })],
    ['without an initiator', permission({ initiator: undefined })],
    ['with a claim too many', permission({ user_role: 'admin' })],
    ['that has ended', permission({ exp: SECONDS - 61 })],
    ['that never ends', permission({ exp: undefined })],
    ['that is a login', sign(claims({ user_id: 2 }))],
    ['of another key', sign({ user_id: 2, initiator: 1, status: 0, exp: SECONDS + 60 }, { key: 'o'.repeat(64) })],
    ['that is nonsense', 'undefined'],
  ])('%s is refused', async (_, token) => {
    const outcome = await ask(token).catch((error: unknown) => error)
    expect(outcome).toBeInstanceOf(ChatError)
    expect((outcome as ChatError).code).toBe('permission_token_invalid')
    expect((outcome as ChatError).field).toBe('permission')
  })
})
