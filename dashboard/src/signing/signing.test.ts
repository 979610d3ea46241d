import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { signingLanguages } from './index.ts'

const secretKey = 'pZ3-_kq8Xw1vT6yB0nM5cR9dF2gH7jL4sA-QeUiOoWx'
const values = { widgetId: 7, secretKey, scriptUrl: 'https://chat.example/imbachat/v1/7/widget' }

/** ids as sites have them, and the claim that each must become */
const ids: [id: string, claim: string | number][] = [
  ['1', 1],
  ['0', 0],
  ['100000000000042', 100_000_000_000_042],
  ['007', '007'],
  ['-5', '-5'],
  ['1234567890123456789', '1234567890123456789'],
  ['P11-A', 'P11-A'],
  ['d"oh', 'd"oh'],
  ["o'neil", "o'neil"],
  ['Артём', 'Артём'],
]

interface Runner {
  /** what must be on the machine */
  programs: string[]
  /** files beside the signing code; the driver prints one token a line, for the ids given as one JSON array in a file named ids.json or baked in */
  driver: { name: string; code: string }[]
  commands: string[][]
}

const literals = (quote: (text: string) => string) => ids.map(([id]) => quote(id)).join(', ')
const single = (text: string) => `'${text.replaceAll("'", "\\'")}'`
const json = (text: string) => JSON.stringify(text)

const runners: Record<(typeof signingLanguages)[number]['id'], Runner> = {
  php: {
    programs: ['php'],
    driver: [
      {
        name: 'driver.php',
        code: `<?php require 'imbachat.php';
foreach ([${literals(single)}] as $id) echo getJWT($id, IMBACHAT_SECRET_KEY, 3600), "\\n";`,
      },
    ],
    commands: [['php', 'driver.php']],
  },
  node: {
    programs: ['node'],
    driver: [
      {
        name: 'driver.mjs',
        code: `import { getJWT, IMBACHAT_SECRET_KEY } from './imbachat.mjs'
for (const id of [${literals(json)}]) console.log(getJWT(id, IMBACHAT_SECRET_KEY, 3600))`,
      },
    ],
    commands: [['node', 'driver.mjs']],
  },
  python: {
    programs: ['python3'],
    driver: [
      {
        name: 'driver.py',
        code: `from imbachat import IMBACHAT_SECRET_KEY, get_jwt
for user_id in [${literals(json)}]:
    print(get_jwt(user_id, IMBACHAT_SECRET_KEY, 3600))`,
      },
    ],
    commands: [['python3', 'driver.py']],
  },
  ruby: {
    programs: ['ruby'],
    driver: [
      {
        name: 'driver.rb',
        code: `require_relative 'imbachat'
[${literals(json)}].each { |id| puts get_jwt(id, IMBACHAT_SECRET_KEY, 3600) }`,
      },
    ],
    commands: [['ruby', 'driver.rb']],
  },
  go: {
    programs: ['go'],
    driver: [
      { name: 'go.mod', code: 'module driver\n\ngo 1.18\n' },
      {
        name: 'main.go',
        code: `package main

import (
	"driver/imbachat"
	"fmt"
	"time"
)

func main() {
	for _, id := range []string{${literals(json)}} {
		token, err := imbachat.GetJWT(id, imbachat.SecretKey, time.Hour)
		if err != nil {
			panic(err)
		}
		fmt.Println(token)
	}
}
`,
      },
    ],
    commands: [['go', 'run', '.']],
  },
  csharp: {
    programs: ['mcs', 'mono'],
    driver: [
      {
        name: 'Driver.cs',
        code: `public static class Driver
{
    public static void Main()
    {
        foreach (var id in new[] { ${literals(json)} })
            System.Console.WriteLine(ImbaChatToken.GetJWT(id, ImbaChatToken.SecretKey, 3600));
    }
}
`,
      },
    ],
    commands: [
      ['mcs', '-r:System.Web.dll', 'Driver.cs', 'ImbaChatToken.cs'],
      ['mono', 'Driver.exe'],
    ],
  },
  java: {
    programs: ['javac', 'java'],
    driver: [
      {
        name: 'Driver.java',
        code: `public class Driver {
    public static void main(String[] args) throws Exception {
        for (String id : new String[] {${literals(json)}})
            System.out.println(ImbaChatToken.getJWT(id, ImbaChatToken.SECRET_KEY, 3600));
    }
}
`,
      },
    ],
    commands: [
      ['javac', '-encoding', 'UTF-8', 'Driver.java', 'ImbaChatToken.java'],
      ['java', 'Driver'],
    ],
  },
}

const workDir = mkdtempSync(join(tmpdir(), 'signing-'))
afterAll(() => rmSync(workDir, { recursive: true, force: true }))

async function run(command: string[], cwd: string): Promise<string> {
  const child = Bun.spawn(command, {
    cwd,
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', LC_ALL: 'C.UTF-8' },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${err || out}`)
  return out
}

describe('the signing code that the cabinet shows', () => {
  for (const language of signingLanguages) {
    const runner = runners[language.id]
    const present = runner?.programs.every((program) => Bun.which(program) !== null)

    test.skipIf(!present)(
      `in ${language.label}, run as it stands, makes tokens that the contract accepts`,
      async () => {
        const { driver, commands } = runners[language.id] as Runner
        const cwd = join(workDir, language.id)
        for (const file of [{ name: language.fileName, code: language.sign(values) }, ...driver]) {
          mkdirSync(dirname(join(cwd, file.name)), { recursive: true })
          writeFileSync(join(cwd, file.name), file.code)
        }
        let output = ''
        for (const command of commands) output = await run(command, cwd)

        const tokens = output.trim().split(/\r?\n/)
        expect(tokens).toHaveLength(ids.length)
        for (const [index, [id, claim]] of ids.entries()) {
          const token = tokens[index] ?? ''
          expect(token, id).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
          expect(decodeProtectedHeader(token), id).toEqual({ alg: 'HS256', typ: 'JWT' })
          const { payload } = await jwtVerify(token, new TextEncoder().encode(secretKey), { algorithms: ['HS256'] })
          const inAnHour = Date.now() / 1000 + 3600
          expect(payload, id).toEqual({ user_id: claim, exp: expect.any(Number) })
          expect(Math.abs((payload.exp ?? 0) - inAnHour), id).toBeLessThan(60)
          expect(Number.isInteger(payload.exp), id).toBe(true)
        }
      },
      120_000,
    )

    test(`in ${language.label} comes with a page that names the widget's script and calls the signing function`, () => {
      const page = language.embed(values)
      expect(page).toContain(`<script src="${values.scriptUrl}" async></script>`)
      expect(page).toMatch(/getJWT\(|get_jwt\(|GetJWT\(/)
      expect(page).not.toContain(secretKey)
      expect(page.split('\n').length).toBeLessThanOrEqual(20)
    })
  }
})
