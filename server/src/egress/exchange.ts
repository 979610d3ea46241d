import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, constants, gunzip, inflate } from 'node:zlib'
import type { AddressPolicy } from './addresses.ts'
import { EgressError, explainNodeError, type RefusedAnswer } from './egress-error.ts'

/** Resolves a host name to every address it has. */
export type Lookup = (hostname: string) => Promise<{ address: string; family: number }[]>

export interface Exchange {
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  body: string | Uint8Array | undefined
  maxBytes: number
  /** reads no further, and answers with what came, once this is true of the last part of it */
  enough?: ((part: Uint8Array) => boolean) | undefined
  /** ends the exchange at any point; the caller gets its reason */
  signal: AbortSignal
}

export interface ExchangeAnswer {
  status: number
  /** lower-case names; repeated headers are joined by a comma */
  headers: Record<string, string>
  body: Uint8Array
}

/**
 * Interim responses (1xx) before an answer. One or two are usual; an endless series would keep the event loop busy
 * until the timeout.
 */
const MAX_INTERIM = 16

/** One request and its answer: no redirects, no retry, a separate connection. */
export async function exchange(
  { policy, lookup, ca }: { policy: AddressPolicy; lookup: Lookup; ca: string | undefined },
  { method, url, headers, body, maxBytes, enough, signal }: Exchange,
): Promise<ExchangeAnswer> {
  signal.throwIfAborted()
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // A literal address is never looked up, so it is checked here; a name is checked during its look-up.
  if (isIP(host) !== 0 && !policy.allows(host)) throw notAllowed(host, host)

  const { promise, resolve, reject } = Promise.withResolvers<ExchangeAnswer>()
  const request: ClientRequest = (url.protocol === 'https:' ? requestHttps : requestHttp)({
    method,
    host,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    headers: { ...headers, host: url.host, 'accept-encoding': 'identity' },
    lookup: checkedLookup(policy, lookup),
    // no pool: a kept connection would skip the look-up and its check
    agent: false,
    ...(ca === undefined ? {} : { ca }),
  })
  const giveUp = () => {
    reject(signal.reason)
    request.destroy()
  }
  signal.addEventListener('abort', giveUp, { once: true })
  request.on('error', reject)
  let interim = 0
  request.on('information', () => {
    if (++interim <= MAX_INTERIM) return
    reject(new EgressError('protocol', host, `${host} sends one interim response (1xx) after another and no answer`))
    request.destroy()
  })
  request.on('response', (response) => {
    read(response, host, maxBytes, enough).then(resolve, (error) => {
      reject(error)
      request.destroy()
    })
  })
  request.end(body)
  try {
    return await promise
  } catch (error) {
    throw explainNodeError(error, host)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/**
 * Returns addresses only if every address of the name is allowed. The socket connects to exactly these addresses and
 * there is no second look-up, so a name that changes its address between check and connection gains nothing.
 */
function checkedLookup(policy: AddressPolicy, lookup: Lookup): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname).then(
      (addresses) => {
        const bad = addresses.find(({ address }) => !policy.allows(address))
        const [first] = addresses
        if (bad !== undefined) done(notAllowed(hostname, bad.address), '', 0)
        else if (first === undefined)
          done(new EgressError('dns', hostname, `the name ${hostname} has no address`), '', 0)
        else if (options.all === true) done(null, addresses)
        else done(null, first.address, first.family)
      },
      (error) => done(explainNodeError(error, hostname), '', 0),
    )
  }
}

function notAllowed(host: string, address: string): EgressError {
  const what = host === address ? `${host} is` : `${host} resolves to ${address}, which is`
  return new EgressError('address_not_allowed', host, `${what} not an address that this server may call`, { address })
}

/** Bytes of the parts before that `enough` sees again, since what it looks for may be cut in two. */
const OVERLAP = 64

async function read(
  response: IncomingMessage,
  host: string,
  maxBytes: number,
  enough: Exchange['enough'],
): Promise<ExchangeAnswer> {
  const status = response.statusCode ?? 0
  const chunks: Uint8Array[] = []
  let size = 0
  let cut = false
  let end: Uint8Array = new Uint8Array()
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (enough) {
      chunks.push(chunk)
      // never the whole body again: a host may send it in thousands of small parts
      const part = Buffer.concat([end, chunk])
      end = part.subarray(-OVERLAP)
      if (size < maxBytes && !enough(part)) continue
      cut = true
      // ends the connection
      break
    }
    if (size > maxBytes) throw tooLarge(host, maxBytes, { status, body: Buffer.concat(chunks) })
    chunks.push(chunk)
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const body = await decoded({ status, body: Buffer.concat(chunks) }, headers['content-encoding'], host, maxBytes, cut)
  return { status, headers, body }
}

const DECODERS = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

/** A truncated body is decoded as far as it goes. */
const CUT = { finishFlush: constants.Z_SYNC_FLUSH }
const UNFINISHED: Record<string, object> = {
  gzip: CUT,
  'x-gzip': CUT,
  deflate: CUT,
  br: { finishFlush: constants.BROTLI_OPERATION_FLUSH },
}

/** Some servers compress although we ask them not to; the limit applies to the decompressed body. */
async function decoded(
  { status, body }: RefusedAnswer,
  encoding: string | undefined,
  host: string,
  maxBytes: number,
  cut: boolean,
): Promise<Uint8Array> {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity' || body.byteLength === 0) return body
  const decode = DECODERS.get(name)
  if (decode === undefined)
    throw new EgressError('protocol', host, `${host} answered in an encoding that the server did not ask for`)
  try {
    return await decode(body, { maxOutputLength: maxBytes, ...(cut && UNFINISHED[name]) })
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge(host, maxBytes, { status, body: new Uint8Array() })
    }
    throw new EgressError('protocol', host, `${host} answered with a body that can't be decompressed`)
  }
}

function tooLarge(host: string, maxBytes: number, answer: RefusedAnswer): EgressError {
  const message = `${host} answered with more than ${Math.floor(maxBytes / 1024)} KiB`
  return new EgressError('too_large', host, message, { limit: maxBytes, answer })
}
