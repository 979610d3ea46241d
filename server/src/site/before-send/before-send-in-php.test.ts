import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../../../../sdk/src/testing/until.ts'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '../../chat/widget.ts'
import { createEgress } from '../../egress/egress.ts'
import { rulesOfRow } from '../../moderation/rules/compiled-rules.ts'
import { freePort } from '../../testing/free-port.ts'
import { createBeforeSend } from './before-send.ts'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-php-'))
afterAll(() => rmSync(folder, { recursive: true }))

const page = readFileSync(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8')
const [, snippet = ''] = /<!-- before-send\.php -->\n```php\n([\s\S]*?)```/.exec(page) ?? []

const widget = (password: string): Widget => ({
  ...{ id: 7, account_id: null, name: 'shop', secretKeys: ['k'.repeat(64)], users_info_url: null, origins: [] },
  ...{ api_login: 'imba_login', apiPasswords: [password], settings: DEFAULT_SETTINGS, rules: rulesOfRow(null) },
  ...{ suspended: null, quotas: NO_QUOTAS, created_at: 0 },
})

test.skipIf(Bun.which('php') === null)(
  'ASK-1 the PHP of the docs decides, and only for the widget’s login',
  async () => {
    writeFileSync(join(folder, 'hook.php'), snippet)
    const port = freePort()
    const server = Bun.spawn(['php', '-S', `127.0.0.1:${port}`, 'hook.php'], {
      cwd: folder,
      env: { ...process.env, CHAT_LOGIN: 'imba_login', CHAT_PASSWORD: 'right' },
      stdout: 'ignore',
      stderr: 'ignore',
    })
    const url = `http://127.0.0.1:${port}/`
    await until(async () => (await fetch(url).catch(() => null)) !== null, 'PHP serves')
    const clock = manualClock()
    const egress = createEgress({ allowLoopback: true, allow: [], clock })
    const { test: ask } = createBeforeSend({ egress, clock, log: silentLog, timeoutMs: 10_000 })
    const decision = async (text: string) => (await ask(widget('right'), url, text)).answer
    expect(await decision('hello')).toEqual({ action: 'accept' })
    expect(await decision('call 555-0100')).toEqual({ action: 'refuse', reason: 'No phone numbers, please.' })
    expect(await decision('damn')).toEqual({ action: 'change', text: '…' })
    expect(await decision('prepay it')).toEqual({ action: 'hold', reason: 'asks for money' })
    expect(await ask(widget('wrong'), url, 'hello')).toMatchObject({ ok: false, problem: 'unauthorized', answer: null })
    server.kill()
    await server.exited
  },
)

test.skipIf(Bun.which('php') === null)(
  'ASK-1 the PHP of the docs decides nothing before its login is set',
  async () => {
    writeFileSync(join(folder, 'hook.php'), snippet)
    const port = freePort()
    const server = Bun.spawn(['php', '-S', `127.0.0.1:${port}`, 'hook.php'], {
      cwd: folder,
      env: { ...process.env, CHAT_LOGIN: '', CHAT_PASSWORD: '' },
      stdout: 'ignore',
      stderr: 'ignore',
    })
    const url = `http://127.0.0.1:${port}/`
    await until(async () => (await fetch(url).catch(() => null)) !== null, 'PHP serves')
    expect((await fetch(url, { method: 'POST', body: '{"message":{"text":"hello"}}' })).status).toBe(401)
    server.kill()
    await server.exited
  },
)
