import { afterAll, describe, expect, test } from 'bun:test'
import { readFileSync, rmSync } from 'node:fs'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { run, workFolder, writeFiles } from '../testing/run-code.ts'
import { dialogButton, signingLanguages } from './index.ts'
import { ids, type Runner, runners } from './testing/runners.ts'

const secretKey = 'pZ3-_kq8Xw1vT6yB0nM5cR9dF2gH7jL4sA-QeUiOoWx'
const values = { widget_id: 7, secretKey, scriptUrl: 'https://chat.example/imbachat/v1/7/widget' }

const workDir = workFolder()
afterAll(() => rmSync(workDir, { recursive: true, force: true }))

/** Writes the files into a folder of their own, runs the commands there, and returns what the last one printed. */
async function runAll(folder: string, files: { name: string; code: string }[], commands: string[][]): Promise<string> {
  const cwd = writeFiles(workDir, folder, files)
  let output = ''
  for (const command of commands) output = await run(command, cwd)
  return output
}

async function expectToken(token: string, claim: string | number): Promise<void> {
  expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' })
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secretKey), { algorithms: ['HS256'] })
  expect(payload).toEqual({ user_id: claim, iat: expect.any(Number), exp: expect.any(Number) })
  expect(Number.isInteger(payload.iat)).toBe(true)
  expect(payload.exp).toBe((payload.iat ?? 0) + 3600)
  expect(Math.abs((payload.exp ?? 0) - (Date.now() / 1000 + 3600))).toBeLessThan(60)
}

describe('the code that the dashboard shows', () => {
  for (const language of signingLanguages) {
    const { programs, driver, commands, page } = runners[language.id] as Runner
    const absent = programs.some((program) => Bun.which(program) === null)
    const signing = { name: language.fileName, code: language.sign(values) }

    test.skipIf(absent)(
      `the code in ${language.label} signs, as it stands, tokens that the contract accepts`,
      async () => {
        const tokens = (await runAll(language.id, [signing, ...driver], commands)).trim().split(/\r?\n/)
        expect(tokens).toHaveLength(ids.length)
        for (const [index, id] of ids.entries()) await expectToken(tokens[index] ?? '', id)
      },
      120_000,
    )

    if (page !== null) {
      test.skipIf(absent)(
        `the code in ${language.label} puts the token of the page's reader into the page`,
        async () => {
          const files = [signing, { name: page.name, code: language.embed(values) }, ...page.driver]
          const html = await runAll(`${language.id}-page`, files, page.commands)
          expect(html).toContain(`<script src="${values.scriptUrl}" async onload="ImbaChat.load({ token: `)
          const shown = html.replaceAll('&#34;', "'")
          await expectToken(/token: '([^']*)' }\)"><\/script>/.exec(shown)?.[1] ?? '', '42')
        },
        120_000,
      )
    }

    test(`the code in ${language.label} puts the widget's script and no key into the page`, () => {
      const code = language.embed(values)
      expect(code).toContain(`<script src="${values.scriptUrl}" async onload="ImbaChat.load(`)
      expect(code).toMatch(/getJWT\(|get_jwt\(|GetJWT\(/)
      expect(code).not.toContain(secretKey)
    })
  }
})

describe('the button that opens a dialog', () => {
  const ids = [
    'anna',
    "o'brien",
    'a"b',
    "a'b\\",
    '\\',
    '\\"',
    '</script><script>alert(1)</script>',
    '"><img src=x>',
    '&quot;&#39;',
    "');alert(1);('",
  ]
  test.each(ids)('the button of a dialog opens the dialog of the user %j and does nothing else', async (id) => {
    const elements: string[] = []
    let script = ''
    const page = new HTMLRewriter().on('*', {
      element(element) {
        elements.push(element.tagName)
        script = element.getAttribute('onclick') ?? script
      },
    })
    await page.transform(new Response(dialogButton(id, 'Send <a> message'))).text()
    expect(elements).toEqual(['button'])
    const opened: unknown[] = []
    const read = script
      .replaceAll('&quot;', '"')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    new Function('imbaApi', 'alert', read)({ openDialog: (user: unknown) => opened.push(user) }, () =>
      opened.push('alert'),
    )
    expect(opened).toEqual([id])
  })

  test('a button for a plain id has no escapes', () => {
    expect(dialogButton('USER_ID', 'Message')).toBe(`<button onclick="imbaApi.openDialog('USER_ID')">Message</button>`)
  })
})

test.skipIf(Bun.which('php') === null)(
  'the PHP page loads the chat without a token for a visitor who is signed out, and warns of nothing',
  async () => {
    const [php] = signingLanguages
    const files = [
      { name: php.fileName, code: php.sign(values) },
      { name: 'page.php', code: php.embed(values) },
    ]
    const html = await runAll('visitor', files, [['php', '-d', 'display_errors=1', 'page.php']])
    expect(html.trim()).toBe(`<script src="${values.scriptUrl}" async onload="ImbaChat.load()"></script>`)
  },
)

test.skipIf(Bun.which('php') === null)(
  'the PHP code of docs/embedding.md signs tokens that the contract accepts',
  async () => {
    const document = readFileSync(new URL('../../../docs/embedding.md', import.meta.url), 'utf8')
    const [, code = ''] = /```php\n(.*?)```/s.exec(document) ?? []
    const show = `<?php putenv('SECRET_KEY=${secretKey}'); require 'docs.php'; echo $token;`
    const files = [
      { name: 'docs.php', code },
      { name: 'show.php', code: show },
    ]
    await expectToken(await runAll('docs', files, [['php', 'show.php']]), 7)
  },
)
