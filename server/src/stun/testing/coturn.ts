import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../../testing/free-port.ts'
import { bindingRequest } from '../stun-message.ts'

const CONFIGURATION = resolve(import.meta.dir, '../../../../deploy/turnserver.conf')

/** Milliseconds, after which it is asked again. */
const ANSWER_MS = 200

const SECRET = 'the secret that coturn and the chat share'

export interface Coturn {
  /** `turn:` over UDP and TCP; `?transport=tcp` may follow */
  url: string
  /** `turns:` over TCP */
  tlsUrl: string
  secret: string
  /** its certificate, PEM: a client that trusts it trusts the relay */
  certificate: string
  /** the address of everything that it relays */
  relayed: string
  /** what it printed */
  log(): string
  stop(): Promise<void>
}

/** Debian: coturn. `npm test` brings it. */
export const hasCoturn = (): boolean => Bun.which('turnserver') !== null

/**
 * A real coturn on loopback with `deploy/turnserver.conf`, in which only what its comments ask for is set. It stands
 * behind a NAT, as on most clouds: it gives out 203.0.113.10, and is 127.0.0.1 itself.
 * @param changes lines that stand for others, as `[line, other]`
 */
export async function startCoturn({
  expired = false,
  changes = [],
}: {
  expired?: boolean
  changes?: readonly [line: string, other: string][]
} = {}): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-coturn-'))
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  makeCertificate(cert, key, expired)
  const [port, tlsPort] = [freePort(), freePort()]
  const lines: readonly [string, string][] = [
    ['listening-port=3478', `listening-port=${port}`],
    ['#tls-listening-port=443', `tls-listening-port=${tlsPort}`],
    ['#cert=/etc/letsencrypt/live/turn.example/fullchain.pem', `cert=${cert}`],
    ['#pkey=/etc/letsencrypt/live/turn.example/privkey.pem', `pkey=${key}`],
    ['#external-ip=203.0.113.10/10.0.0.10', 'external-ip=203.0.113.10/127.0.0.1'],
    ['static-auth-secret=REPLACE-ME', `static-auth-secret=${SECRET}`],
    ...changes,
  ]
  let text = readFileSync(CONFIGURATION, 'utf8')
  for (const [line, other] of lines) {
    if (!text.includes(`\n${line}\n`)) throw new Error(`deploy/turnserver.conf has no line ${line}`)
    text = text.replace(`\n${line}\n`, `\n${other}\n`)
  }
  // the address of the machine is one of loopback here, which coturn refuses to relay to unless this is said
  text += ['listening-ip=127.0.0.1', 'relay-ip=127.0.0.1', 'allow-loopback-peers', 'log-file=stdout'].join('\n')
  text += `\npidfile=${join(folder, 'pid')}\nuserdb=${join(folder, 'users')}\n`
  const conf = join(folder, 'turnserver.conf')
  writeFileSync(conf, text, { mode: 0o600 })
  const child = Bun.spawn(['turnserver', '-c', conf], { stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const bytes of stream) printed += decoder.decode(bytes, { stream: true })
  }
  void Promise.allSettled([read(child.stdout), read(child.stderr)])
  while (!(await answers(port)) || !(await answers(tlsPort)) || !(await answersByUdp(port))) {
    if (child.exitCode !== null) throw new Error(`coturn ended:\n${printed}`)
    await Bun.sleep(20)
  }
  return {
    url: `turn:localhost:${port}`,
    tlsUrl: `turns:localhost:${tlsPort}?transport=tcp`,
    secret: SECRET,
    certificate: readFileSync(cert, 'utf8'),
    relayed: '203.0.113.10',
    log: () => printed,
    async stop() {
      child.kill('SIGKILL')
      await child.exited
      rmSync(folder, { recursive: true })
    },
  }
}

/** For `localhost`, signed by itself. */
function makeCertificate(cert: string, key: string, expired: boolean): void {
  const times = expired ? ['-not_before', '20240101000000Z', '-not_after', '20240201000000Z'] : ['-days', '30']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...times]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const made = spawnSync('openssl', ['req', ...kind, ...names, '-keyout', key, '-out', cert], { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.error?.message ?? made.stderr)
}

/** It listens on UDP later than on TCP. */
async function answersByUdp(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createSocket('udp4')
  socket.on('message', () => resolve(true))
  socket.on('error', () => resolve(false))
  socket.connect(port, '127.0.0.1', () => socket.send(bindingRequest(randomBytes(12))))
  const late = setTimeout(() => resolve(false), ANSWER_MS)
  return promise.finally(() => {
    clearTimeout(late)
    socket.close()
  })
}

function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: '127.0.0.1', port })
  socket.once('connect', () => resolve(true))
  socket.once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
