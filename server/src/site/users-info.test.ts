import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { cpuTime } from '../../../sdk/src/testing/cpu-time.ts'
import type { SiteUser } from '../chat/users/user.ts'
import { readUsersInfo, type UsersInfo } from './users-info.ts'

const URL_CALLED = 'https://shop.example/api/users?user_ids=6'

const read = (text: string | Uint8Array) => {
  return readUsersInfo(typeof text === 'string' ? new TextEncoder().encode(text) : text, URL_CALLED)
}

function usersOf(value: unknown): SiteUser[] {
  const info = read(typeof value === 'string' ? value : JSON.stringify(value))
  if (info.kind === 'unreadable') throw new Error(info.problem.code)
  return info.users
}

function userOf(fields: Record<string, unknown>): SiteUser {
  const [user] = usersOf([{ user_id: 6, name: 'Артём', ...fields }])
  if (user === undefined) throw new Error('no user was read')
  return user
}

describe('SITE-1 an answer', () => {
  const list = '[{"user_id":6,"name":"Артём"}]'
  const wrapper = `{"code":200,"version":1.0,"data":${list}}`

  test.each([
    ['an array', list],
    ['a wrapper', wrapper],
    ['after a byte order mark', `\ufeff${list}`],
    ['with white space around it', `\r\n\t ${list}\n`],
    [
      'after a PHP warning',
      `<br />\n<b>Warning</b>:  Undefined array key "x" in <b>/w/a.php</b> on line <b>5</b><br />\n${list}`,
    ],
    ['after a PHP notice with brackets', `Notice: $row['name'] SQLSTATE[42S22]: [] {} {"a" in x.php\n${list}`],
    ['before a shutdown notice', `${list}\n<!-- cached 1 [s] -->`],
    ['in a wrapper after a warning', `Deprecated: foo() in [x]\n${wrapper}`],
  ])('%s is read', (_, text) => {
    expect(usersOf(text)).toMatchObject([{ user_id: '6', name: 'Артём' }])
  })

  const cyrillic = (text: string) =>
    Uint8Array.from(text, (char) => (char > '\x7f' ? (char.codePointAt(0) ?? 0) - 0x410 + 0xc0 : char.charCodeAt(0)))
  const nameOf = (body: Uint8Array, contentType?: string) => {
    const info = readUsersInfo(body, URL_CALLED, contentType)
    return info.kind === 'users' ? [info.users[0]?.name, info.guessedCharset] : info
  }

  test.each([
    ['names it', 'text/html; charset=windows-1251', null],
    ['names it by another name', 'application/json;charset="CP1251"', null],
    ['names no charset', 'application/json', 'windows-1251'],
    ['has no type', undefined, 'windows-1251'],
    ['says UTF-8, as PHP does by itself', 'text/html; charset=UTF-8', 'windows-1251'],
    ['names one that there is not', 'text/html; charset=none', 'windows-1251'],
  ])('an answer in windows-1251 is read when it %s', (_, contentType, guessed) => {
    expect(nameOf(cyrillic('[{"user_id":6,"name":"Анна Пашкова"}]'), contentType)).toEqual(['Анна Пашкова', guessed])
  })

  test('an answer in KOI8-R is read by its name, and one in UTF-8 with a cut character as UTF-8', () => {
    const koi8 = new Uint8Array([
      ...Buffer.from('[{"user_id":6,"name":"'),
      0xe1,
      0xce,
      0xce,
      0xc1,
      ...Buffer.from('"}]'),
    ])
    expect(nameOf(koi8, 'text/html; charset=koi8-r')).toEqual(['Анна', null])
    const cut = Buffer.concat([
      Buffer.from('[{"user_id":6,"name":"Артём Тимин'),
      Buffer.from([0xd0]),
      Buffer.from('"}]'),
    ])
    expect(nameOf(cut, 'application/json; charset=utf-8')).toEqual(['Артём Тимин\ufffd', null])
  })

  test('an answer to Users info shows whether there was text around the JSON', () => {
    expect(read(list)).toMatchObject({ noise: false })
    expect(read(`\ufeff ${list} `)).toMatchObject({ noise: false })
    expect(read(`Warning!${list}`)).toMatchObject({ noise: true })
  })

  test('an answer without users is readable', () => {
    expect(read('[]')).toMatchObject({ kind: 'users', users: [], nameless: [], unusable: 0 })
    expect(read('Warning: x\n[]')).toMatchObject({ kind: 'users', users: [], noise: true })
  })

  const unreadable: [string, string, UsersInfo][] = [
    ['nothing', '', { kind: 'unreadable', problem: { code: 'empty_answer' } }],
    ['a byte order mark alone', '\ufeff\n', { kind: 'unreadable', problem: { code: 'empty_answer' } }],
    ['a page', '<!doctype html><p>Sign in', { kind: 'unreadable', problem: { code: 'web_page' } }],
    [
      'a page with a script',
      '<html><script>imbachatWidget({ "user_id": "1" })</script></html>',
      { kind: 'unreadable', problem: { code: 'web_page' } },
    ],
    ['a warning of PHP alone', '<br />\n<b>Fatal error</b>: no', { kind: 'unreadable', problem: { code: 'not_json' } }],
    ['half of an array', '[{"user_id":1,', { kind: 'unreadable', problem: { code: 'not_json' } }],
    [
      'a user without an array',
      '{"user_id":1,"name":"A"}',
      { kind: 'unreadable', problem: { code: 'no_array', got: 'an object' } },
    ],
    [
      'a refusal in 200',
      '{"code":401,"error":"x"}',
      { kind: 'unreadable', problem: { code: 'no_array', got: 'an object' } },
    ],
    ['data that is no array', '{"data":{}}', { kind: 'unreadable', problem: { code: 'no_array', got: 'an object' } }],
    ['null', 'null', { kind: 'unreadable', problem: { code: 'no_array', got: 'null' } }],
    ['false', 'false', { kind: 'unreadable', problem: { code: 'no_array', got: 'a boolean' } }],
  ]
  test.each(unreadable)('%s is unreadable', (_, text, problem) => {
    expect(read(text)).toEqual(problem)
  })

  test("an answer keeps the site's order and a user's first entry, and counts invalid entries", () => {
    const info = read(
      JSON.stringify([
        { user_id: 2, name: 'B' },
        { user_id: '1', name: 'A' },
        { user_id: 2, name: 'again' },
        { user_id: 3 },
        { user_id: 4, name: ' \u202e ' },
        { user_id: 1.5, name: 'float' },
        { user_id: 0, name: 'guest' },
        { name: 'nobody' },
        null,
        'x',
        [],
      ]),
    )
    expect(info).toMatchObject({ kind: 'users', nameless: ['3', '4'], unusable: 6 })
    expect(info.kind === 'users' && info.users.map(({ user_id, name }) => `${user_id} ${name}`)).toEqual(['2 B', '1 A'])
  })
})

describe('a user', () => {
  test('a user with every field of the contract is read whole', () => {
    const fields = {
      user_id: 6,
      name: 'Артём',
      avatar_url: 'http://a.example/0.png',
      profile_url: 'https://a.example/members/6/',
      lastlogin: 1_700_000_000,
      badge: 'Pro',
      user_mail: 'a@b.example',
      chat_role: 'admin',
      profiles: { 11: { user_id: 'P11-A', name: 'P11-Артём', avatar_url: '/p.png' } },
      permissions: { send_message: 1, send_files: '0' },
      city: 'Omsk',
    }
    expect(usersOf([fields])).toEqual([
      {
        user_id: '6',
        name: 'Артём',
        avatar_url: 'http://a.example/0.png',
        profile_url: 'https://a.example/members/6/',
        last_login_at: 1_700_000_000_000,
        badge: 'Pro',
        email: 'a@b.example',
        role: 'admin',
        profiles: { 11: { user_id: 'P11-A', name: 'P11-Артём', avatar_url: 'https://shop.example/p.png' } },
        permissions: { send_message: true, send_files: false },
        extra: { city: 'Omsk' },
      },
    ])
  })

  test('a user with nothing but id and name is read', () => {
    expect(userOf({})).toEqual({
      user_id: '6',
      name: 'Артём',
      avatar_url: null,
      profile_url: null,
      last_login_at: null,
      badge: null,
      email: null,
      role: 'user',
      profiles: {},
      permissions: null,
      extra: {},
    })
  })

  test.each([
    [false, null],
    [null, null],
    ['', null],
    [5, null],
    ['//cdn.example/a.png', 'https://cdn.example/a.png'],
    ['/a.png', 'https://shop.example/a.png'],
    ['a b.png', 'https://shop.example/api/a%20b.png'],
    ['javascript:alert(1)', null],
    [' java\nscript:alert(1)', null],
    ['data:image/png;base64,xx', null],
    ['file:///etc/passwd', null],
    ['https://u:p@a.example/', null],
    ['https://', null],
    [`https://a.example/${'x'.repeat(3000)}`, null],
  ])('avatar %j is %j', (avatar_url, expected) => {
    expect(userOf({ avatar_url, profile_url: avatar_url })).toMatchObject({
      avatar_url: expected,
      profile_url: expected,
    })
  })

  test.each([
    [false, null],
    [0, null],
    [-5, null],
    ['yesterday', null],
    [1e300, null],
    ['1700000000', 1_700_000_000_000],
    [1_700_000_000.7, 1_700_000_000_000],
  ])('lastlogin %j is %j', (lastlogin, expected) => {
    expect(userOf({ lastlogin }).last_login_at).toBe(expected)
  })

  test.each([
    [false, null],
    [[], null],
    [{}, null],
    [{ available_chat: false }, null],
    [
      { send_message: false, send_geo: 'true', available_chat: 0 },
      { send_message: false, send_geo: true },
    ],
    [
      { send_message: 0, send_geo: '1', audio_calls: 'no', x: null },
      { send_message: false, send_geo: true },
    ],
    [{ __proto__: null, 'A b': 1 }, null],
  ])('permissions %j are %j', (permissions, expected) => {
    expect(userOf({ permissions }).permissions).toEqual(expected)
  })

  test.each([
    [[], {}],
    [false, {}],
    [{ 11: { name: 'no id' }, 12: 'x', 'a,b': { user_id: 1, name: 'bad id' } }, {}],
    [[{ user_id: 5, name: 'Shop' }], { 0: { user_id: '5', name: 'Shop', avatar_url: null } }],
  ])('profiles %j are %j', (profiles, expected) => {
    expect(userOf({ profiles }).profiles).toEqual(expected as SiteUser['profiles'])
  })

  test('a user whose name is a number gets that number as the name', () => {
    expect(userOf({ name: 7, badge: 3 })).toMatchObject({ name: '7', badge: '3' })
  })

  test.each([
    ['Tom &amp; Jerry', 'Tom & Jerry'],
    ['Tom &amp;amp; Jerry', 'Tom &amp; Jerry'],
    ['O&#039;Neil &#x201C;Zed&#8221;', "O'Neil “Zed”"],
    ['Ren&eacute; &laquo;R&raquo;&nbsp;&#133;', 'René «R» …'],
    ['&lt;b&gt;Tom&lt;/b&gt;', '<b>Tom</b>'],
    ['&check; AT&T &amp &unknown; &#0; &#xD800;', '✓ AT&T &amp &unknown; � �'],
    ['&#8238;evil&#10;', 'evil'],
  ])('a user named %j is called %j: HTML entities are decoded once', (name, called) => {
    const user = userOf({ name, badge: name, profiles: { 5: { user_id: 5, name } } })
    expect([user.name, user.badge, user.profiles['5']?.name]).toEqual([called, called, called])
  })

  test('a user of Users info has the email from email or user_mail if it is a valid address', () => {
    expect(userOf({ email: 'x@y.example' }).email).toBe('x@y.example')
    expect(userOf({ user_mail: false, email: 'x@y.example' }).email).toBe('x@y.example')
    expect(userOf({ email: 'nobody' }).email).toBeNull()
  })

  test('a user of Users info keeps a bounded number of unknown fields and a bounded size of them', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`f${index}`, index]))
    expect(Object.keys(userOf(many).extra)).toHaveLength(50)
    const { extra } = userOf({ big: 'x'.repeat(9_000), small: 1 })
    expect(extra).toEqual({ small: 1 })
  })
})

describe('hostile answers', () => {
  test('any bytes are read without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(['users', 'unreadable']).toContain(read(bytes).kind)
      }),
    )
  })

  test('any JSON in any known field is read without throwing, and the kept data is bounded and safe', () => {
    const field = fc.constantFrom('user_id', 'name', 'avatar_url', 'profile_url', 'badge', 'lastlogin', 'user_mail')
    const more = fc.constantFrom('email', 'chat_role', 'profiles', 'permissions', '__proto__', 'constructor')
    const value = fc.oneof(fc.jsonValue(), fc.webUrl(), fc.string({ unit: 'binary' }))
    const user = fc.dictionary(fc.oneof(field, more, fc.string()), value)
    const named = user.map((fields) => ({ ...fields, user_id: 6, name: 'A' }))
    fc.assert(
      fc.property(fc.array(fc.oneof(user, named)), fc.string(), (list, noise) => {
        const info = read(noise.replace(/[[{]/g, '') + JSON.stringify(list))
        for (const { avatar_url, profile_url, name, role } of info.kind === 'users' ? info.users : []) {
          for (const url of [avatar_url, profile_url]) if (url !== null) expect(url).toMatch(/^https?:\/\//)
          expect([...name].length).toBeLessThanOrEqual(200)
          expect(['admin', 'user']).toContain(role)
        }
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['many open brackets', '['.repeat(262_144)],
    ['many objects begun', '{"a":'.repeat(52_000)],
    ['many lists begun after noise', `x${'[{'.repeat(131_000)}`],
    ['many empty lists after noise', `x${'[]'.repeat(131_000)}`],
    ['spaces inside noise', `x${' '.repeat(262_142)}x`],
    ['spaces between lists', `[${' '.repeat(4_000)}`.repeat(64)],
    ['an array as deep as it is long', `[{"user_id":1,"name":"A","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}]`],
  ])('%s cost little time', (_, text) => {
    // far above the normal time, far below the time of a quadratic parser
    expect(cpuTime(() => read(text))).toBeLessThan(1_000)
  })
})
