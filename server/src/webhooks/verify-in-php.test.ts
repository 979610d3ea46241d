import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../../sdk/src/testing/until.ts'
import { freePort } from '../testing/free-port.ts'
import { freshSecret, signatureHeaders } from './signature.ts'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-php-'))
afterAll(() => rmSync(folder, { recursive: true }))

const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8')
const [, snippet = ''] = /<!-- verify\.php -->\n```php\n([\s\S]*?)```/.exec(page) ?? []

async function served(secret: string) {
  writeFileSync(join(folder, 'hook.php'), snippet)
  const port = freePort()
  const server = Bun.spawn(['php', '-S', `127.0.0.1:${port}`, 'hook.php'], {
    cwd: folder,
    env: { ...process.env, WEBHOOK_SECRET: secret },
    stdout: 'ignore',
    stderr: 'ignore',
  })
  const url = `http://127.0.0.1:${port}/`
  await until(async () => (await fetch(url).catch(() => null)) !== null, 'PHP serves')
  const stop = async () => {
    server.kill()
    await server.exited
  }
  return { url, stop }
}

test.skipIf(Bun.which('php') === null)(
  'HOOK-13 the PHP of the docs takes what is signed, and nothing else',
  async () => {
    const [old, fresh, other] = [freshSecret(), freshSecret(), freshSecret()]
    const { url, stop } = await served(fresh)
    const body = '{"id":"1","type":"message.created","data":{"text":"Привет"}}'
    const send = async (secrets: string[], at = Date.now(), sent = body) => {
      const headers = signatureHeaders({ id: 'evt_7_1_a', at, body, secrets })
      return (await fetch(url, { method: 'POST', headers, body: sent })).status
    }
    expect(await send([fresh])).toBe(204)
    expect(await send([other, fresh])).toBe(204)
    expect(await send([old])).toBe(401)
    expect(await send([fresh], Date.now() - 600_000)).toBe(401)
    expect(await send([fresh], Date.now(), `${body} `)).toBe(401)
    expect((await fetch(url)).status).toBe(401)
    await stop()
  },
)

test.skipIf(Bun.which('php') === null)(
  'HOOK-13 without a secret the PHP of the docs takes nothing, as anybody could sign with the empty one',
  async () => {
    const { url, stop } = await served('')
    const headers = signatureHeaders({ id: 'evt_7_1_a', at: Date.now(), body: '{}', secrets: ['whsec_'] })
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(500)
    await stop()
  },
)
