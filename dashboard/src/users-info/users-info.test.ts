import { Database } from 'bun:sqlite'
import { afterAll, describe, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { dialogButton, signingLanguages } from '../signing/index.ts'
import { run, workFolder, writeFiles } from '../testing/run-code.ts'
import { usersInfoCodes } from './index.ts'
import { type Runner, runners } from './testing/runners.ts'

const credentials = { api_login: 'imba_abc123', api_password: 'S3cretPassw0rd' }
const authorized = `Basic ${btoa('imba_abc123:S3cretPassw0rd')}`

const folder = workFolder()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a Users info endpoint is shown for each language of the signing code', () => {
  expect(usersInfoCodes.map(({ id }) => id)).toEqual(signingLanguages.map(({ id }) => id))
})

test.skipIf(Bun.which('php') === null)(
  'PHP answers also where the web server has read the header already',
  async () => {
    const php = usersInfoCodes.find(({ id }) => id === 'php')
    const given = "$_SERVER['HTTP_AUTHORIZATION'] = $argv[1];"
    const read = "[$_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW']] = explode(':', $argv[1], 2);"
    const files = (runners.php?.files ?? []).map(({ name, code }) => ({ name, code: code.replace(given, read) }))
    const endpoint = { name: php?.fileName ?? '', code: php?.code(credentials) ?? '' }
    const cwd = writeFiles(folder, 'mod-php', [endpoint, ...files])
    const ask = (login: string) => run(['php', 'driver.php', login, '1'], cwd)
    expect(await ask('imba_abc123:S3cretPassw0rd')).toStartWith('200\n')
    expect(await ask('imba_abc123:other')).toStartWith('401\n')
  },
)

test.skipIf(Bun.which('php') === null)(
  'the sample of find-users.php asks the database for these ids and for nothing else, and the endpoint answers with it',
  async () => {
    const php = usersInfoCodes.find(({ id }) => id === 'php')
    const { fileName = '', code = '' } = php?.sample ?? {}
    // no database is at hand: this one says what it was asked
    const database = `class Database {
  const FETCH_ASSOC = 2;
  public $asked;
  function __construct($dsn, $user, $password) {}
  function prepare($sql) { $this->asked = [$sql]; return $this; }
  function execute($values) { $this->asked[] = $values; }
  function fetchAll($how) {
    return [['id' => 1, 'name' => json_encode($this->asked), 'avatar_url' => null, 'profile_url' => null]];
  }
}`
    const files = [
      { name: php?.fileName ?? '', code: php?.code(credentials) ?? '' },
      { name: fileName, code: `${code.replaceAll(/PDO(?=\(|::)/g, 'Database')}\n${database}` },
      ...(runners.php?.files ?? []).filter(({ name }) => name !== fileName),
    ]
    const cwd = writeFiles(folder, 'sample', files)
    const [status, body = ''] = (await run(['php', 'driver.php', authorized, '1,P11-A'], cwd)).split('\n')
    const [user] = JSON.parse(body) as { user_id: string; name: string }[]
    expect([status, user?.user_id]).toEqual(['200', '1'])
    expect(JSON.parse(user?.name ?? '')).toEqual([
      'SELECT id, name, avatar_url, profile_url FROM users WHERE id IN (?, ?)',
      ['1', 'P11-A'],
    ])
  },
)

test.skipIf(Bun.which('python3') === null)('the sample of Python finds users in a database', async () => {
  const id = 'python'
  const language = usersInfoCodes.find((one) => one.id === id)
  const { fileName = '', code = '' } = language?.sample ?? {}
  const cwd = writeFiles(folder, `sample-${id}`, [
    { name: language?.fileName ?? '', code: language?.code(credentials) ?? '' },
    ...(runners[id]?.files ?? []).filter(({ name }) => name !== fileName),
    { name: fileName, code },
  ])
  const database = new Database(`${cwd}/shop.db`)
  database.run('CREATE TABLE users (id INTEGER, name TEXT, avatar_url TEXT, profile_url TEXT)')
  database.run("INSERT INTO users VALUES (1, 'Ann', NULL, '/1'), (2, 'Max', NULL, NULL)")
  database.close()
  const [status, body = ''] = (await run([...(runners[id]?.run ?? []), authorized, '1,7'], cwd)).split('\n')
  expect([status, JSON.parse(body)]).toEqual([
    '200',
    [{ user_id: '1', name: 'Ann', avatar_url: null, profile_url: '/1' }],
  ])
})

test.each(['php', 'node', 'python', 'ruby'])('SETUP-7 a site in %s pastes at most 30 lines', (id) => {
  const signing = signingLanguages.find((one) => one.id === id)
  const users = usersInfoCodes.find((one) => one.id === id)
  const values = { widget_id: 7, secretKey: 'k', scriptUrl: 'https://chat.example/imbachat/v1/7/widget' }
  const pasted = [
    signing?.sign(values) ?? '',
    signing?.embed(values) ?? '',
    users?.code(credentials) ?? '',
    dialogButton('USER_ID', 'Send a message'),
  ]
  const lines = pasted.flatMap((code) => code.trim().split('\n'))
  expect(lines.length).toBeGreaterThan(20)
  expect(lines.length).toBeLessThanOrEqual(30)
})

describe('the Users info endpoint that the dashboard shows', () => {
  for (const { id, fileName, code } of usersInfoCodes) {
    const { programs, files, build, run: command } = runners[id] as Runner
    const absent = programs.some((program) => Bun.which(program) === null)

    test.skipIf(absent)(
      `the code in ${id} runs unchanged, and answers only the chat server, with the users that exist`,
      async () => {
        const cwd = writeFiles(folder, id, [{ name: fileName, code: code(credentials) }, ...files])
        if (build.length > 0) await run(build, cwd)
        const ask = async (authorization: string, ids: string) => {
          const [status = '', ...body] = (await run([...command, authorization, ids], cwd)).split('\n')
          return { status: Number(status), body: JSON.parse(body.join('\n')) }
        }
        for (const wrong of ['', 'Basic x', `Basic ${btoa('imba_abc123:other')}`, authorized.slice(0, -1)]) {
          expect(await ask(wrong, '1')).toMatchObject({ status: 401, body: { code: 401 } })
        }
        const user = (user_id: string, name: string) => ({
          user_id,
          name,
          avatar_url: null,
          profile_url: `/users/${user_id}`,
        })
        expect(await ask(authorized, '1,missing,P11-A')).toEqual({
          status: 200,
          body: [user('1', 'Анна "A" <b>'), user('P11-A', 'Bob')],
        })
        expect(await ask(authorized, 'missing')).toEqual({ status: 200, body: [] })
      },
      120_000,
    )
  }
})
