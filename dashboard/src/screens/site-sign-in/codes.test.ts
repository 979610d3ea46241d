import { afterAll, expect, test } from 'bun:test'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import { run, workFolder, writeFiles } from '../../testing/run-code.ts'
import { signInCodes } from './codes.ts'

const KEY = 'k'.repeat(64)
const values = {
  widget_id: 7,
  action: 'https://chat.example/dashboard/from-site',
  audience: 'https://chat.example',
  back_to: "https://shop.example/admin?tab=o'chat",
}
const user = { id: '42', name: 'Анна "A"', role: 'moderator' }

/** What calls the code as a site's page would; it prints the page. */
const drivers = {
  php: {
    name: 'driver.php',
    code: `<?php $user = ['id' => '42', 'name' => 'Анна "A"', 'role' => 'moderator']; include 'imbachat-dashboard.php';`,
    command: ['php', 'driver.php'],
  },
  node: {
    name: 'driver.mjs',
    code: `import { signInPage } from './imbachat-dashboard.mjs'\nconsole.log(signInPage(${JSON.stringify(user)}))`,
    command: ['node', 'driver.mjs'],
  },
}

const workDir = workFolder()
afterAll(() => rmSync(workDir, { recursive: true, force: true }))

for (const { id, label, fileName, code } of signInCodes) {
  const { name, code: driver, command } = drivers[id as keyof typeof drivers]
  test.skipIf(Bun.which(command[0] ?? '') === null)(
    `ENTER-5 the code in ${label} makes, as it stands, a page with a token that signs in once`,
    async () => {
      const cwd = writeFiles(workDir, id, [
        { name: fileName, code: code(values) },
        { name, code: driver },
      ])
      const pages = [await run(['env', `IMBACHAT_SIGN_IN_KEY=${KEY}`, ...command], cwd)]
      pages.push(await run(['env', `IMBACHAT_SIGN_IN_KEY=${KEY}`, ...command], cwd))
      const tokens = pages.map((page) => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '')
      const [token = ''] = tokens
      expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'HS256' })
      const { payload } = await jwtVerify(token, new TextEncoder().encode(KEY), { algorithms: ['HS256'] })
      const { iat = 0, exp = 0, jti = '', ...claims } = payload
      expect(claims).toEqual({
        iss: '7',
        aud: values.audience,
        sub: '42',
        name: user.name,
        role: user.role,
        back_to: values.back_to,
      })
      expect([exp - iat, jti.length >= 16, tokens[0] !== tokens[1]]).toEqual([60, true, true])
      expect(pages[0]).toContain(`method="post" action="${values.action}"`)
      expect(pages[0]).not.toContain(KEY)
    },
    60_000,
  )

  test(`ENTER-5 docs/embedding.md has the code in ${label} that the dashboard shows`, () => {
    const docs = readFileSync(join(import.meta.dir, '../../../../docs/embedding.md'), 'utf8')
    const shown = code({
      widget_id: 7,
      action: 'https://CHAT_HOST/dashboard/from-site',
      audience: 'https://CHAT_HOST',
      back_to: 'https://shop.example/admin',
    })
    expect(docs).toContain(shown)
  })
}
