import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, constants, gunzip, inflate } from 'node:zlib'
import type { AddressPolicy } from './addresses.ts'
import { EgressError, explainNodeError, type RefusedAnswer } from './egress-error.ts'
import type { KeptConnections, KeyedRequest } from './kept-connections.ts'

/** Resolves a host name to every address it has. */
export type Lookup = (hostname: string) => Promise<Address[]>

interface Address {
  address: string
  family: number
}

export interface Way {
  policy: AddressPolicy
  lookup: Lookup
  ca: string | undefined
  /** null: each exchange has a connection of its own */
  kept?: KeptConnections | null
}

export interface Exchange {
  /** exchanges of different scopes share no connection */
  scope?: string | undefined
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  body: string | Uint8Array | undefined
  maxBytes: number
  /** stops reading when this returns true for the latest part, and answers with the bytes so far */
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

/** One request and its answer, without redirects. */
export async function exchange(way: Way, hop: Exchange): Promise<ExchangeAnswer> {
  const { signal, url } = hop
  signal.throwIfAborted()
  const host = url.hostname.replace(/^\[|\]$/g, '')
  try {
    // Before each exchange: a connection that is kept must not skip the check.
    const addresses = await unlessAborted(allowedAddresses(way, host), signal)
    return await send(way, hop, { host, addresses })
  } catch (error) {
    throw explainNodeError(error, host)
  }
}

interface Target {
  host: string
  addresses: Address[]
}

async function send(way: Way, hop: Exchange, target: Target): Promise<ExchangeAnswer> {
  const { method, url, headers, body, maxBytes, enough, signal, scope = '' } = hop
  const { host, addresses } = target
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeAnswer>()
  const kept = way.kept ?? null
  const options: RequestOptions & KeyedRequest = {
    method,
    host,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    headers: { ...headers, host: url.host, 'accept-encoding': 'identity' },
    lookup: toThese(addresses),
    agent: kept?.agentFor(url.protocol) ?? false,
    connectionKey: JSON.stringify([scope, ...addresses.map(({ address }) => address).sort()]),
    ...(way.ca === undefined ? {} : { ca: way.ca }),
  }
  const request: ClientRequest = (url.protocol === 'https:' ? requestHttps : requestHttp)(options)
  let isAnswered = false
  const giveUp = () => {
    reject(signal.reason)
    request.destroy()
  }
  signal.addEventListener('abort', giveUp, { once: true })
  request.on('error', reject)
  let interim = 0
  request.on('information', () => {
    isAnswered = true
    if (++interim <= MAX_INTERIM) return
    reject(new EgressError('protocol', host, `${host} sends one interim response (1xx) after another and no answer`))
    request.destroy()
  })
  request.on('response', (response) => {
    isAnswered = true
    kept?.answered(response)
    read(response, host, maxBytes, enough).then(resolve, (error) => {
      reject(error)
      request.destroy()
    })
  })
  request.end(body)
  try {
    return await promise
  } catch (error) {
    // The server closed a kept connection just then. It may have acted on a POST.
    if (!request.reusedSocket || isAnswered || method !== 'GET' || signal.aborted) throw error
    return send({ ...way, kept: null }, hop, target)
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', giveUp))
}

/**
 * Every address of the host, if all of them are allowed. The socket connects to exactly these addresses and there is no
 * second look-up, so a name that changes its address between check and connection gains nothing.
 * @throws EgressError address_not_allowed, dns
 */
async function allowedAddresses({ policy, lookup }: Way, host: string): Promise<Address[]> {
  const family = isIP(host)
  const addresses = family === 0 ? await lookup(host) : [{ address: host, family }]
  const bad = addresses.find(({ address }) => !policy.allows(address))
  if (bad !== undefined) throw notAllowed(host, bad.address)
  if (addresses.length === 0) throw new EgressError('dns', host, `the name ${host} has no address`)
  return addresses
}

function toThese(addresses: Address[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses
    if (options.all === true) done(null, addresses)
    else done(null, first?.address ?? '', first?.family ?? 0)
  }
}

function notAllowed(host: string, address: string): EgressError {
  const subject = host === address ? `${host} is` : `${host} resolves to ${address}, which is`
  return new EgressError('address_not_allowed', host, `${subject} not an address that this server may call`, {
    address,
  })
}

/** Bytes of earlier parts that `enough` gets again, since a match may be split between two parts. */
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
