import { isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Config } from '../config/config.ts'
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts'

/** Milliseconds to wait for the server behind its public address. */
const PATIENCE_MS = 5_000
/** Days until a certificate ends, below which its renewal has probably failed. */
const FEW_DAYS = 14
const DAY = 86_400_000
/** Characters to read before deciding whether the answer is a stream; it starts with 2 KiB of padding. */
const MOST_READ = 10_000

type Public = Pick<Config, 'publicUrl' | 'trustedProxies' | 'loopback'>

/** The server as browsers reach it: through TLS and the proxy. @param widget_id of any widget; null without one */
export async function checkPublicAddress(config: Public, widget_id: number | null): Promise<Finding[]> {
  const { publicUrl, loopback } = config
  const findings = [checkScheme(config)]
  if (publicUrl.startsWith('https:')) findings.push(await checkCertificate(new URL(publicUrl)))
  const health = await checkHealth(publicUrl)
  findings.push(health)
  if (health.status === 'problem') return findings
  findings.push(await checkWebSocket(publicUrl, widget_id ?? 1))
  if (widget_id === null) {
    findings.push(warning('stream', 'Without a widget, streams can not be tried.', 'Create a widget in the dashboard.'))
  } else findings.push(await checkStream(publicUrl, widget_id))
  if (!loopback && config.trustedProxies.length === 0) {
    const fix = 'If a proxy is in front, set TRUSTED_PROXIES to its addresses, such as 127.0.0.1/32.'
    findings.push(warning('forwarded', 'TRUSTED_PROXIES is not set: limits per address count the proxy.', fix))
  }
  return findings
}

function checkScheme({ publicUrl, loopback }: Public): Finding {
  if (publicUrl.startsWith('https:')) return ok('public-url', `PUBLIC_URL is ${publicUrl}.`)
  if (loopback) return ok('public-url', `PUBLIC_URL is ${publicUrl}: only this machine reaches the chat.`)
  const fix =
    'Put a proxy with TLS in front and set PUBLIC_URL to its https address: pages with https load nothing else.'
  return problem('public-url', `PUBLIC_URL is ${publicUrl}, without TLS.`, fix)
}

function checkCertificate(url: URL): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>()
  const fix = 'Renew the certificate, and check that its name is that of PUBLIC_URL and that the chain is complete.'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // a client may not send an IP address as a server name
  const servername = isIP(host) === 0 ? { servername: host } : {}
  const socket = connectTls({ host, port: Number(url.port || 443), ...servername })
  socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error('no answer in time')))
  socket.on('error', (error) => resolve(problem('tls', `TLS fails (${reasonOf(error)}).`, fix)))
  socket.on('secureConnect', () => {
    const ends = Date.parse(socket.getPeerCertificate().valid_to)
    socket.destroy()
    const days = Math.floor((ends - Date.now()) / DAY)
    const text = `The certificate is valid for ${days} more days.`
    resolve(days < FEW_DAYS ? warning('tls', text, 'Check that its renewal runs.') : ok('tls', text))
  })
  return promise
}

async function checkHealth(publicUrl: string): Promise<Finding> {
  try {
    const answer = await ask(`${publicUrl}/health`)
    const body = (await answer.json().catch(() => null)) as { status?: unknown } | null
    if (answer.ok && body?.status === 'ready') return ok('health', `${publicUrl} answers.`)
    if (body?.status === 'draining') return warning('health', 'The server is stopping.', 'Wait, and ask again.')
    const fix = 'PUBLIC_URL must lead to this server: check the proxy, and that it forwards every path.'
    return problem('health', `${publicUrl}/health answers ${answer.status}, and not as ImbaChat does.`, fix)
  } catch (error) {
    const fix = 'Check that the server and the proxy run, and that the name of PUBLIC_URL leads here.'
    return problem('health', `${publicUrl} can't be reached (${reasonOf(error)}).`, fix)
  }
}

function checkWebSocket(publicUrl: string, widget_id: number): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>()
  // biome-ignore lint/style/noRestrictedGlobals: the address is the server administrator's own
  const socket = new WebSocket(`${publicUrl.replace(/^http/, 'ws')}/imbachat/v1/${widget_id}/ws`)
  const fix = 'Let the proxy forward the headers Upgrade and Connection. Until then browsers use slower streams.'
  const fail = (text: string) => resolve(warning('websocket', text, fix))
  const timer = setTimeout(() => fail('A WebSocket does not open in time.'), PATIENCE_MS)
  socket.addEventListener('open', () => resolve(ok('websocket', 'WebSockets pass.')))
  socket.addEventListener('error', () => fail('A WebSocket is refused.'))
  void promise.finally(() => {
    clearTimeout(timer)
    socket.close()
  })
  return promise
}

const HELD_BACK = 'The beginning of a stream does not arrive: the proxy buffers answers.'
const UNBUFFER = 'Turn buffering off in the proxy: "proxy_buffering off;" in nginx.'
const FORWARD = 'Let the proxy forward POST requests below /imbachat/ to the server, unchanged.'

/** A proxy that buffers answers would hold this one back, since it does not end. */
async function checkStream(publicUrl: string, widget_id: number): Promise<Finding> {
  try {
    const answer = await ask(`${publicUrl}/imbachat/v1/${widget_id}/stream`, 'POST')
    const begins = answer.ok && (await beginsAsStream(answer))
    if (begins) return ok('stream', 'Streams pass, for networks that block WebSockets.')
    const text = answer.ok ? 'the answer is something else' : `it answers ${answer.status}`
    return warning('stream', `A stream does not open: ${text}.`, FORWARD)
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return warning('stream', HELD_BACK, UNBUFFER)
    return warning('stream', `A stream does not open (${reasonOf(error)}).`, FORWARD)
  }
}

/** Reads no more than it must: a stream does not end. @throws TimeoutError */
async function beginsAsStream({ body }: Response): Promise<boolean> {
  let read = ''
  // ending the loop cancels the answer
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    read += part
    if (read.includes('"t":"stream"')) return true
    if (read.length > MOST_READ) return false
  }
  return false
}

function ask(url: string, method = 'GET'): Promise<Response> {
  // biome-ignore lint/style/noRestrictedGlobals: the address is the server administrator's own
  return fetch(url, { method, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
}
