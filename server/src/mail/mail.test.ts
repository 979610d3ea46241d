import { afterEach, describe, expect, test } from 'bun:test'
import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { until } from '../../../sdk/src/testing/until.ts'
import { type App, createApp } from '../app.ts'
import { manualClock } from '../chat/testing/manual-clock.ts'
import { type MailSettings, resolveConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { parseEnv } from '../config/env.ts'
import type { Mail } from '../dashboard/mails.ts'
import { dataDirWithTables, freshDataDir } from '../store/testing/data-dir.ts'
import { createMailer } from './mailer.ts'
import { SMTP_CERTIFICATE, SMTP_USER, startSmtp, type TestSmtp } from './testing/smtp.ts'
import { writeMail, writeTest } from './write-mail.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function smtp(...tls: Parameters<typeof startSmtp>): Promise<TestSmtp> {
  const server = await startSmtp(...tls)
  undo.push(() => server.stop())
  return server
}

const settingsOf = (env: Record<string, string>): MailSettings => {
  const { mail } = resolveConfig(parseEnv({ MAIL_FROM: 'Shop chat <chat@shop.example>', ...env }))
  if (mail === undefined) throw new Error('no mail is configured')
  return mail
}

/** Relaxed canonicalization of RFC 6376, of the header fields alone. */
function isSignedBy(raw: string, signed: readonly string[], signature: string, key: KeyObject): boolean {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const fields = head.split('\r\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line] as const)
  const relaxed = (line: string) => {
    const [, name = '', value = ''] = /^([^:]+):([\s\S]*)$/.exec(line) ?? []
    return `${name.trim().toLowerCase()}:${value.replace(/\s+/g, ' ').trim()}`
  }
  const lines = signed.flatMap((name) => fields.filter(([of]) => of === name).map(([, line]) => relaxed(line)))
  const unsigned = relaxed(`DKIM-Signature: ${signature.replace(/b=[^;]*$/, 'b=')}`)
  const value = /b=([^;]*)$/.exec(signature)?.[1]?.replaceAll(' ', '') ?? ''
  const text = `${[...lines, unsigned].join('\r\n')}`
  return createVerify('RSA-SHA256').update(text).verify(key, value, 'base64')
}

const MAILED = { publicUrl: 'https://chat.example', link: 'https://chat.example/dashboard/reset#token' }
const MESSAGE = { to: 'ann@shop.example', subject: 'Hello', text: 'Text\n', html: '<p>Text</p>' }

describe('MAIL-1 the mail server', () => {
  test('the mail server is spoken to by STARTTLS, with user and password', async () => {
    const { port, mails } = await smtp('starttls')
    const env = {
      SMTP_URL: `smtp://${SMTP_USER.user}@127.0.0.1:${port}?tls=required`,
      SMTP_PASSWORD: SMTP_USER.password,
    }
    const mailer = createMailer(settingsOf(env), SMTP_CERTIFICATE)
    await mailer.verify()
    await mailer.send(MESSAGE)
    expect(mails).toMatchObject([{ from: 'chat@shop.example', to: ['ann@shop.example'], text: 'Text\r\n' }])
    expect(mails[0]?.raw).toContain('Auto-Submitted: auto-generated')
  })

  test('the mail server is spoken to by TLS from the start, with the password in the URL', async () => {
    const { port, mails } = await smtp('implicit')
    const password = encodeURIComponent(SMTP_USER.password)
    const url = `smtps://${SMTP_USER.user}:${password}@127.0.0.1:${port}`
    await createMailer(settingsOf({ SMTP_URL: url }), SMTP_CERTIFICATE).send(MESSAGE)
    expect(mails).toHaveLength(1)
  })

  test('a mail server without a trusted certificate, or without the required TLS, gets nothing', async () => {
    const untrusted = await smtp('implicit')
    const clear = await smtp('none')
    for (const url of [`smtps://127.0.0.1:${untrusted.port}`, `smtp://127.0.0.1:${clear.port}?tls=required`]) {
      const error = await createMailer(settingsOf({ SMTP_URL: url }))
        .send(MESSAGE)
        .catch((refused: unknown) => refused)
      expect([url, error instanceof Error]).toEqual([url, true])
    }
    expect([...untrusted.mails, ...clear.mails]).toEqual([])
  })

  test('the mail server is refused at the start if it is described wrongly, without showing its password', () => {
    const wrong: [Record<string, string>, RegExp][] = [
      [{ SMTP_URL: 'http://user:hunter22@mail.example' }, /SMTP_URL is a value that is not shown: must be like smtp:/],
      [{ SMTP_URL: 'smtp://mail.example?tls=maybe' }, /SMTP_URL/],
      [{ SMTP_URL: 'smtp://mail.example' }, /MAIL_FROM is missing/],
      [{ MAIL_FROM: 'chat@shop.example' }, /SMTP_URL is missing/],
      [{ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'Shop chat' }, /MAIL_FROM is "Shop chat": must be an email/],
    ]
    for (const [env, expected] of wrong) {
      let message = ''
      try {
        resolveConfig(parseEnv(env))
      } catch (error) {
        if (error instanceof ConfigError) message = error.message
      }
      expect(message).toMatch(expected)
      expect(message).not.toContain('hunter22')
    }
  })

  test('MAIL-14 a mail is signed with the key, also the fields by which its reader unsubscribes', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const { dataDir, remove } = await freshDataDir()
    undo.push(remove)
    const file = join(dataDir, 'dkim.pem')
    await Bun.write(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    const { port, mails } = await smtp()
    const key = { DKIM_DOMAIN: 'shop.example', DKIM_SELECTOR: 'chat', DKIM_KEY_FILE: file }
    const mailer = createMailer(settingsOf({ SMTP_URL: `smtp://127.0.0.1:${port}`, ...key }))
    await mailer.send({
      ...MESSAGE,
      series: {
        id: 'a@shop.example',
        thread: 'b@shop.example',
        list: { name: 'Shop', id: 'chat.shop.example' },
        unsubscribeUrl: 'https://chat.example/off',
      },
    })
    const raw = mails[0]?.raw ?? ''
    const signature = /^DKIM-Signature: ([\s\S]*?)\r\n(?![ \t])/im.exec(raw)?.[1]?.replace(/\s+/g, ' ') ?? ''
    expect(signature).toMatch(/d=shop\.example;.*s=chat;/)
    const signed = / h=([^;]+);/.exec(signature)?.[1]?.replaceAll(' ', '').toLowerCase().split(':') ?? []
    expect(signed).toContain('list-unsubscribe')
    expect(signed).toContain('list-unsubscribe-post')
    expect(isSignedBy(raw, signed, signature, publicKey)).toBe(true)
    expect(isSignedBy(raw.replace('One-Click', 'Two-Click'), signed, signature, publicKey)).toBe(false)
    for (const [env, expected] of [
      [{ ...key, DKIM_SELECTOR: '' }, /DKIM_SELECTOR is missing/],
      [{ ...key, DKIM_KEY_FILE: join(dataDir, 'none.pem') }, /DKIM_KEY_FILE is .*no private RSA key/],
    ] as const) {
      expect(() => settingsOf({ SMTP_URL: 'smtp://mail.example', ...env })).toThrow(expected)
    }
  })

  test('a mail server needs TLS unless it is this machine or the administrator turned TLS off', () => {
    const tls = (url: string) => settingsOf({ SMTP_URL: url }).tls
    expect(tls('smtp://mail.example')).toBe('starttls')
    expect(tls('smtp://mail.example?tls=off')).toBe('none')
    expect(tls('smtp://localhost:25')).toBe('none')
    expect(tls('smtp://127.0.0.1?tls=required')).toBe('starttls')
    expect(tls('smtps://mail.example')).toBe('from the start')
  })
})

test('MAIL-2 a text of owners stays text in a mail, in its subject too', () => {
  const mail: Mail = {
    kind: 'invite',
    language: 'ru',
    at: 0,
    email: 'bob@shop.example',
    widget: '<b>Shop</b>\r\nBcc: all@shop.example',
    role: 'moderator',
    by: 'ann@shop.example',
    link: 'https://chat.example/dashboard/join#token',
    endsAt: 1,
  }
  const { subject, text, html } = writeMail(mail, { publicUrl: 'https://chat.example', link: null })
  expect(subject).toBe('Приглашение в команду «<b>Shop</b> Bcc: all@shop.example»')
  expect(text).toContain('https://chat.example/dashboard/join#token')
  expect(html).not.toContain('<b>')
  expect(html).toContain('&lt;b&gt;Shop&lt;/b&gt;')
})

for (const language of ['en', 'ru'] as const) {
  test(`MAIL-2 a mail says the same in HTML and in text: ${language}`, () => {
    const link = 'https://chat.example/dashboard/reset#token'
    const mail: Mail = { kind: 'reset', language, at: 0, email: 'bob@shop.example' }
    const { subject, text, html } = writeMail(mail, { publicUrl: 'https://chat.example', link })
    const read = html.replace(/<title>.*?<\/title>|<[^>]+>/g, '\n').replaceAll('&#39;', "'")
    const lines = (part: string) => new Set(part.split('\n').map((line) => line.replace(/:$/, '')))
    expect(lines(read)).toEqual(lines(`${subject}\n\n${text}`))
    expect(html).toContain(`href="${link}"`)
  })
}

for (const language of ['en', 'ru'] as const) {
  test(`a mail names its server, and a button as the dashboard's page calls it: ${language}`, async () => {
    // the catalogs begin with the browser's language
    Object.defineProperty(navigator, 'languages', { value: [language], configurable: true })
    const { t: signIn } = await import('../../../dashboard/src/screens/sign-in-phrases.ts')
    const to = { language, at: 0, email: 'bob@shop.example' } as const
    const invite = { role: 'viewer', by: 'ann@shop.example', link: 'https://chat.example/join#t', endsAt: 1 } as const
    const mails = [
      ...(['reset', 'changed'] as const).map((kind) => writeMail({ ...to, kind }, MAILED)),
      writeMail({ ...to, kind: 'invite', widget: 'WIDGET', ...invite }, MAILED),
      writeTest(to.email, language, MAILED.publicUrl),
    ]
    const quoted = new Set<string>()
    for (const { subject, text } of mails) {
      expect(`${subject} ${text.replaceAll(/https?:\S+/g, '')}`).toContain('chat.example')
      for (const [, name = ''] of text.matchAll(/[“«]([^”»]+)[”»]/g)) if (name !== 'WIDGET') quoted.add(name)
    }
    expect([...quoted]).toEqual([signIn.catalogs[language].forgot])
  })
}

describe('MAIL-3 a server that sends mail', () => {
  async function startServer(
    url: string,
  ): Promise<{ app: App; clock: ReturnType<typeof manualClock>; logged: string[] }> {
    const { dataDir, remove } = await dataDirWithTables()
    undo.push(remove)
    const clock = manualClock()
    const logged: string[] = []
    const keep = (message: string, fields?: Record<string, unknown>) =>
      void logged.push(
        message,
        JSON.stringify(fields ?? {}, (_, value) => (value instanceof Error ? String(value) : value)),
      )
    const log = { debug: keep, info: keep, warn: keep, error: keep }
    const env = { PORT: '0', DATA_DIR: dataDir, SMTP_URL: url, MAIL_FROM: 'chat@shop.example' }
    const app = await createApp(resolveConfig(parseEnv(env)), { clock, log })
    undo.push(() => app.stop())
    await app.accounts.create({ email: 'ann@shop.example', password: 'correct horse battery' })
    return { app, clock, logged }
  }
  const post = (app: App, path: string, body: unknown) =>
    fetch(`${app.config.publicUrl}/api/dashboard/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: app.config.publicUrl },
      body: JSON.stringify(body),
    })
  const jobs = (app: App) => app.store.readDb.selectFrom('job').selectAll().execute()

  test('a mailed link for a new password is in no copy of the database, nor is the address', async () => {
    const mailServer = await smtp()
    mailServer.refuse('try later')
    const { app, clock, logged } = await startServer(`smtp://127.0.0.1:${mailServer.port}`)
    const asked = await post(app, '/reset/ask', { email: 'Ann@shop.example', language: 'ru' })
    expect([asked.status, await asked.json()]).toEqual([200, {}])
    // The mail server is away for a moment: the job waits, and tries again.
    await until(async () => (await jobs(app))[0]?.error)
    const stored = JSON.stringify(await jobs(app))
    expect(stored).not.toContain('ann@shop')
    expect(stored).not.toContain('dashboard/reset')
    mailServer.refuse(null)
    // a promise, so that the clock does not pass the time that a run may stand still while the mail is on its way
    await until(async () => clock.elapse(1_000) ?? mailServer.mails.length > 0)
    const { to, text, raw } = await mailServer.nth(1)
    expect(to).toEqual(['ann@shop.example'])
    expect(text).toContain('Кто-то запросил новый пароль')
    expect(raw).toContain('Subject: =?UTF-8?')
    const token = /\/dashboard\/reset#(\S+)/.exec(text)?.[1] ?? ''
    const links = await app.store.control.selectFrom('reset_link').selectAll().execute()
    expect(JSON.stringify(links)).not.toContain(token)
    await until(async () => (await jobs(app)).length === 0)

    const finished = await post(app, '/reset', { token, password: 'another horse battery' })
    expect(finished.status).toBe(200)
    expect((await mailServer.nth(2)).text).toContain('was just changed')
    const lines = logged.join('\n')
    for (const secret of [token, 'ann@shop.example', 'another horse battery']) expect(lines).not.toContain(secret)
  })

  test('a mail that the mail server refuses for good is not tried again', async () => {
    const mailServer = await smtp()
    mailServer.fail({ at: 'rcpt', code: 550, words: 'no such mailbox' })
    const { app, clock } = await startServer(`smtp://127.0.0.1:${mailServer.port}`)
    await post(app, '/reset/ask', { email: 'ann@shop.example' })
    await until(async () => (await jobs(app))[0]?.error)
    expect(await jobs(app)).toMatchObject([{ tries: 1, run_at: null }])
    clock.elapse(60_000)
    expect(await jobs(app)).toMatchObject([{ tries: 1 }])
  })

  test('a server that sends mail sends nothing about a request that is older than an hour', async () => {
    const mailServer = await smtp()
    mailServer.refuse('try later')
    const { app, clock } = await startServer(`smtp://127.0.0.1:${mailServer.port}`)
    await post(app, '/reset/ask', { email: 'ann@shop.example' })
    await until(async () => (await jobs(app))[0]?.error)
    mailServer.refuse(null)
    clock.elapse(3_600_001)
    await until(async () => clock.elapse(1_000) ?? (await jobs(app)).length === 0)
    expect(mailServer.mails).toEqual([])
  })
})
