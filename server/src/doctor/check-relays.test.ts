import { afterEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Coturn, hasCoturn, startCoturn } from '../stun/testing/coturn.ts'
import { freeUdpPort } from '../testing/free-port.ts'
import type { Finding } from './finding.ts'

const MAIN = resolve(import.meta.dir, '../cli/main.ts')
const opened: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

async function relay(...given: Parameters<typeof startCoturn>): Promise<Coturn> {
  const coturn = await startCoturn(...given)
  opened.push(() => coturn.stop())
  return coturn
}

/** The command as a process, whose system trusts the certificate. @returns what it found of relays, and its text */
async function doctor(urls: string[], secret: string, certificate = ''): Promise<{ relays: Finding[]; text: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-relays-'))
  opened.push(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'trusted.pem'), certificate)
  const child = Bun.spawn([process.execPath, MAIN, 'doctor', '--json'], {
    env: {
      ...process.env,
      ...{ DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1', TURN_URL: urls.join(','), TURN_SECRET: secret },
      ...(certificate !== '' && { NODE_EXTRA_CA_CERTS: join(folder, 'trusted.pem') }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [text, complaints] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  const findings = JSON.parse(text) as Finding[]
  return { relays: findings.filter(({ check }) => check === 'turn'), text: `${text}${complaints}` }
}

describe.if(hasCoturn())('DOCTOR-2 relays for calls', () => {
  test('coturn with our configuration is well over UDP, TCP and TLS', async () => {
    const coturn = await relay()
    const urls = [coturn.url, `${coturn.url}?transport=tcp`, coturn.tlsUrl]
    const { relays, text } = await doctor(urls, coturn.secret, coturn.certificate)
    expect(relays).toEqual(
      ['UDP', 'TCP', 'TLS'].map((by, n) => ({
        ...{ check: 'turn', status: 'ok' as const },
        found: `${urls[n]} relays (${by}), and gives out ${coturn.relayed}.`,
      })),
    )
    expect(text).not.toContain(coturn.secret)
  })

  test('a wrong secret is named on each transport, and is not printed', async () => {
    const coturn = await relay()
    const secret = 'another secret than the one of coturn'
    const { relays, text } = await doctor([coturn.url, coturn.tlsUrl], secret, coturn.certificate)
    for (const finding of relays) {
      expect(finding).toMatchObject({ status: 'problem', fix: expect.stringContaining('TURN_SECRET') })
      expect(finding.found).toContain('refuses the credentials that TURN_SECRET makes')
    }
    expect(relays).toHaveLength(2)
    expect(text).not.toContain(secret)
  })

  test('an expired certificate is named with its day, and one that nobody trusts with the reason', async () => {
    const expired = await relay({ expired: true })
    const [finding] = (await doctor([expired.tlsUrl], expired.secret, expired.certificate)).relays
    expect(finding).toMatchObject({ status: 'problem', fix: expect.stringContaining('Renew it') })
    expect(finding?.found).toBe(`The certificate of ${expired.tlsUrl} expired on 2024-02-01.`)
    const unknown = await relay()
    const [other] = (await doctor([unknown.tlsUrl], unknown.secret)).relays
    expect(other).toMatchObject({ status: 'problem', found: expect.stringContaining('SELF_SIGNED') })
  })

  test('a relay that does not reach itself, for two users who hide their address, has a finding', async () => {
    const external = 'external-ip=203.0.113.10/127.0.0.1'
    const coturn = await relay({ changes: [[external, '#']] })
    const [finding] = (await doctor([coturn.url], coturn.secret)).relays
    expect(finding).toMatchObject({ status: 'problem', fix: expect.stringContaining('external-ip') })
    expect(finding?.found).toContain('passes nothing on to its own address 127.0.0.1')
  })

  test('a relay into private networks, and one without credentials, has a finding', async () => {
    const range = 'denied-peer-ip=169.254.0.0-169.254.255.255'
    const coturn = await relay({ changes: [[range, '#']] })
    const [finding] = (await doctor([coturn.url], coturn.secret)).relays
    expect(finding).toMatchObject({ status: 'warning', found: expect.stringContaining('169.254.169.254') })
    const secret = `static-auth-secret=${coturn.secret}`
    const open = await relay({
      changes: [
        ['use-auth-secret', 'no-auth'],
        [secret, '#'],
      ],
    })
    const [other] = (await doctor([open.url], open.secret)).relays
    expect(other).toMatchObject({ status: 'problem', found: expect.stringContaining('without credentials') })
  })

  test('a quota that is used up is named', async () => {
    const coturn = await relay({ changes: [['total-quota=2000', 'total-quota=1']] })
    const found = (await doctor([coturn.url, `${coturn.url}?transport=tcp`], coturn.secret)).relays
    expect(found.map(({ status }) => status).toSorted()).toEqual(['ok', 'problem'])
    expect(found.find(({ status }) => status === 'problem')?.found).toContain('486')
  })
})

test('DOCTOR-2 a closed port of a relay is named on each transport', async () => {
  const port = await freeUdpPort()
  const urls = [`turn:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=tcp`, `turns:127.0.0.1:${port}`]
  const { relays } = await doctor(urls, 'the secret that coturn and the chat share')
  expect(relays.map(({ found }) => found)).toEqual(
    ['UDP', 'TCP', 'TLS'].map((by, n) =>
      expect.stringContaining(`${urls[n]} can't be reached by ${by} on port ${port} (`),
    ),
  )
  for (const finding of relays) expect(finding).toMatchObject({ status: 'problem', fix: expect.any(String) })
})

test('DOCTOR-2 a relay that drops what it gets is named, and takes a few seconds at most', async () => {
  const silent = await Bun.udpSocket({ hostname: '127.0.0.1' })
  opened.push(() => silent.close())
  const [finding] = (await doctor([`turn:127.0.0.1:${silent.port}`], 'the secret of a relay')).relays
  expect(finding).toMatchObject({ status: 'problem', found: expect.stringContaining('no answer') })
})
