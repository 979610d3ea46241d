import { createHash, createHmac, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import ipaddr from 'ipaddr.js'

/** RFC 8656, section 18, and RFC 8489, section 18. */
const ALLOCATE = 0x003
const REFRESH = 0x004
const SEND_INDICATION = 0x016
const DATA_INDICATION = 0x017
const CREATE_PERMISSION = 0x008
const SUCCESS = 0x100
const ERROR = 0x110
const USERNAME = 0x0006
const MESSAGE_INTEGRITY = 0x0008
const ERROR_CODE = 0x0009
const LIFETIME = 0x000d
const XOR_PEER_ADDRESS = 0x0012
const DATA = 0x0013
const REALM = 0x0014
const NONCE = 0x0015
const XOR_RELAYED_ADDRESS = 0x0016
const REQUESTED_TRANSPORT = 0x0019

const HEADER = 20
const COOKIE = 0x2112a442
/** Of channels, which this client does not use. */
const LONGEST = 2_048
/** Milliseconds until an answer is missing, and between two requests: UDP may lose one. */
const ANSWER_MS = 2_500
const AGAIN_MS = 500

/** An address of TURN_URL. */
export interface TurnUrl {
  url: string
  host: string
  port: number
  /** `dtls` is `turns:` over UDP */
  transport: 'udp' | 'tcp' | 'tls' | 'dtls'
}

/** RFC 7065. The settings were checked: it has a host. */
export function readTurnUrl(url: string): TurnUrl {
  const [, scheme = '', host = '', port, transport] =
    /^(turns?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?$/.exec(url) ?? []
  const secure = scheme === 'turns'
  const isUdp = transport === undefined ? !secure : transport === 'udp'
  return {
    url,
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (secure ? 5349 : 3478) : Number(port),
    transport: secure ? (isUdp ? 'dtls' : 'tls') : isUdp ? 'udp' : 'tcp',
  }
}

/** A relay that gave an answer other than yes. */
export class TurnRefusal extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
  ) {
    super(`${code} ${reason}`)
  }
}

/** A relay that did not answer, or whose connection can't be made. */
export class TurnSilence extends Error {}

export interface TurnCertificate {
  /** why browsers refuse it; null: they do not */
  refused: string | null
  /** expiry as the certificate states it */
  until: string
}

export interface RelayedAddress {
  address: string
  port: number
}

/** One path through a relay, as a browser makes it. */
export interface TurnAllocation {
  relayed: RelayedAddress
  /** @throws TurnRefusal when nothing may be sent there */
  permit(peer: RelayedAddress): Promise<void>
  send(peer: RelayedAddress, data: Buffer): void
  /** @returns the next data and whose it is. @throws TurnSilence when none comes */
  receive(): Promise<{ peer: RelayedAddress; data: Buffer }>
  /** @param seconds for which it lives on. @throws TurnRefusal */
  refresh(seconds: number): Promise<void>
}

export interface TurnClient {
  /** null: the transport has none */
  certificate: TurnCertificate | null
  /** @throws TurnRefusal 401: the credential is a wrong one */
  allocate(credential: { username: string; credential: string }): Promise<TurnAllocation>
  /** Does the relay let in who shows no credential? */
  isOpen(): Promise<boolean>
  close(): void
}

interface Attribute {
  type: number
  value: Buffer
}
interface StunMessage {
  type: number
  transaction: Buffer
  attributes: Attribute[]
}

/**
 * A TURN client (RFC 8656) for checking relays: does what browsers do, one step at a time.
 * @throws TurnSilence when the relay can't be reached
 */
export async function openTurnClient({ host, port, transport }: TurnUrl): Promise<TurnClient> {
  const link = transport === 'udp' ? await udpLink(host, port) : await streamLink(host, port, transport === 'tls')
  const waiting = new Map<string, (message: StunMessage) => void>()
  const received: StunMessage[] = []
  let answered = () => {}
  link.onMessage((bytes) => {
    const message = parse(bytes)
    if (!message) return
    if (message.type === DATA_INDICATION) {
      received.push(message)
      answered()
    } else waiting.get(message.transaction.toString('hex'))?.(message)
  })

  async function ask(type: number, attributes: Attribute[], key: Buffer | null): Promise<StunMessage> {
    const transaction = randomBytes(12)
    const bytes = write(type, transaction, attributes, key)
    const { promise, resolve, reject } = Promise.withResolvers<StunMessage>()
    const id = transaction.toString('hex')
    waiting.set(id, resolve)
    link.onError((error) => reject(new TurnSilence(error.message)))
    const again = transport === 'udp' ? setInterval(() => link.send(bytes), AGAIN_MS) : undefined
    const end = setTimeout(() => reject(new TurnSilence('no answer')), ANSWER_MS)
    link.send(bytes)
    try {
      return await promise
    } finally {
      clearInterval(again)
      clearTimeout(end)
      waiting.delete(id)
    }
  }

  let realm: Buffer = Buffer.alloc(0)
  let nonce: Buffer = Buffer.alloc(0)

  /** With the credential, and once more where the relay wants another nonce. */
  async function request(
    method: number,
    attributes: Attribute[],
    { username, credential }: { username: string; credential: string },
  ): Promise<StunMessage> {
    for (let tries = 0; ; tries++) {
      const key = createHash('md5').update(`${username}:${realm}:${credential}`).digest()
      const known =
        nonce.length === 0
          ? []
          : [
              { type: USERNAME, value: Buffer.from(username) },
              { type: REALM, value: realm },
              { type: NONCE, value: nonce },
            ]
      const answer = await ask(method, [...attributes, ...known], nonce.length === 0 ? null : key)
      if (answer.type === (method | SUCCESS)) return answer
      const refusal = refusalIn(answer)
      const wasKnown = nonce.length > 0
      realm = attributeOf(answer, REALM) ?? realm
      nonce = attributeOf(answer, NONCE) ?? nonce
      const isAsked = (refusal.code === 401 && !wasKnown && nonce.length > 0) || refusal.code === 438
      if (!isAsked || tries === 2) throw refusal
    }
  }

  const wanted = { type: REQUESTED_TRANSPORT, value: Buffer.from([17, 0, 0, 0]) }
  return {
    certificate: link.certificate,
    async isOpen() {
      const answer = await ask(ALLOCATE, [wanted], null)
      realm = attributeOf(answer, REALM) ?? realm
      nonce = attributeOf(answer, NONCE) ?? nonce
      return answer.type === (ALLOCATE | SUCCESS)
    },
    async allocate(credential) {
      const answer = await request(ALLOCATE, [wanted], credential)
      const relayed = addressOf(answer, XOR_RELAYED_ADDRESS)
      if (!relayed) throw new TurnSilence('an answer without an address')
      const peerOf = (peer: RelayedAddress) => ({ type: XOR_PEER_ADDRESS, value: xored(peer) })
      return {
        relayed,
        async permit(peer) {
          await request(CREATE_PERMISSION, [peerOf(peer)], credential)
        },
        send(peer, data) {
          const attributes = [peerOf(peer), { type: DATA, value: data }]
          link.send(write(SEND_INDICATION, randomBytes(12), attributes, null))
        },
        async receive() {
          const { promise, resolve, reject } = Promise.withResolvers<void>()
          answered = resolve
          const end = setTimeout(() => reject(new TurnSilence('no data')), ANSWER_MS)
          if (received.length > 0) resolve()
          await promise.finally(() => clearTimeout(end))
          const message = received.shift()
          const peer = message && addressOf(message, XOR_PEER_ADDRESS)
          const data = message && attributeOf(message, DATA)
          if (!peer || !data) throw new TurnSilence('data without an address')
          return { peer, data }
        },
        async refresh(seconds) {
          const value = Buffer.alloc(4)
          value.writeUInt32BE(seconds)
          await request(REFRESH, [{ type: LIFETIME, value }], credential)
        },
      }
    },
    close: () => link.close(),
  }
}

interface Link {
  certificate: TurnCertificate | null
  send(bytes: Buffer): void
  onMessage(listener: (bytes: Buffer) => void): void
  onError(listener: (error: Error) => void): void
  close(): void
}

async function udpLink(host: string, port: number): Promise<Link> {
  const { address, family } = await found(host)
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4')
  let failed = (_: Error) => {}
  socket.on('error', (error) => failed(error))
  // connected, so that the system reports when no program listens there
  await new Promise<void>((resolve) => socket.connect(port, address, resolve))
  return {
    certificate: null,
    send: (bytes) => socket.send(bytes, () => {}),
    onMessage: (listener) => socket.on('message', (bytes: Buffer) => listener(bytes)),
    onError(listener) {
      failed = listener
    },
    close: () => socket.close(),
  }
}

async function streamLink(host: string, port: number, secure: boolean): Promise<Link> {
  const { address } = await found(host)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket: Socket | TLSSocket = secure
    ? connectTls({
        ...{ host: address, port, ...(isIP(host) === 0 && { servername: host }) },
        // the certificate is checked below, so that the finding can name its fault
        rejectUnauthorized: false,
      })
    : connectTcp({ host: address, port })
  let failed = (error: Error) => reject(new TurnSilence(error.message))
  socket.on('error', (error) => failed(error))
  socket.on('close', () => failed(new Error('the connection was closed')))
  socket.once(secure ? 'secureConnect' : 'connect', () => resolve())
  const end = setTimeout(() => reject(new TurnSilence('no answer')), ANSWER_MS)
  try {
    await promise
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    clearTimeout(end)
  }
  let pending: Buffer = Buffer.alloc(0)
  let take = (_: Buffer) => {}
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes])
    while (pending.length >= HEADER && pending.length >= HEADER + pending.readUInt16BE(2)) {
      const length = HEADER + pending.readUInt16BE(2)
      take(pending.subarray(0, length))
      pending = pending.subarray(length)
    }
    if (pending.length > LONGEST) socket.destroy()
  })
  return {
    certificate: secure ? certificateOf(socket as TLSSocket) : null,
    send: (bytes) => void socket.write(bytes),
    onMessage(listener) {
      take = listener
    },
    onError(listener) {
      failed = listener
    },
    close: () => socket.destroy(),
  }
}

function certificateOf(socket: TLSSocket): TurnCertificate {
  const { authorized, authorizationError } = socket
  const error = authorizationError as Error | string | null
  const reason = error === null || typeof error === 'string' ? error : error.message
  return { refused: authorized ? null : (reason ?? 'it is not trusted'), until: socket.getPeerCertificate().valid_to }
}

/** @throws TurnSilence when the name has no address */
async function found(host: string): Promise<{ address: string; family: number }> {
  try {
    return await lookup(host)
  } catch (error) {
    throw new TurnSilence(error instanceof Error ? error.message : String(error))
  }
}

function write(type: number, transaction: Buffer, attributes: Attribute[], key: Buffer | null): Buffer {
  const body = Buffer.concat(attributes.map(padded))
  const header = Buffer.alloc(HEADER)
  header.writeUInt16BE(type, 0)
  header.writeUInt32BE(COOKIE, 4)
  transaction.copy(header, 8)
  // the length counts the attribute that proves the message
  header.writeUInt16BE(body.length + (key === null ? 0 : 24), 2)
  const message = Buffer.concat([header, body])
  if (key === null) return message
  const proof = createHmac('sha1', key).update(message).digest()
  return Buffer.concat([message, padded({ type: MESSAGE_INTEGRITY, value: proof })])
}

function padded({ type, value }: Attribute): Buffer {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4)
  bytes.writeUInt16BE(type, 0)
  bytes.writeUInt16BE(value.length, 2)
  value.copy(bytes, 4)
  return bytes
}

/** null: these bytes are not a message */
function parse(bytes: Buffer): StunMessage | null {
  if (bytes.length < HEADER || bytes.readUInt32BE(4) !== COOKIE) return null
  const attributes: Attribute[] = []
  for (let at = HEADER; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2)
    attributes.push({ type: bytes.readUInt16BE(at), value: bytes.subarray(at + 4, at + 4 + length) })
    at += 4 + Math.ceil(length / 4) * 4
  }
  return { type: bytes.readUInt16BE(0), transaction: bytes.subarray(8, HEADER), attributes }
}

const attributeOf = ({ attributes }: StunMessage, type: number): Buffer | undefined =>
  attributes.find((one) => one.type === type)?.value

function refusalIn(message: StunMessage): TurnRefusal {
  const value = attributeOf(message, ERROR_CODE)
  if ((message.type & ERROR) !== ERROR || !value || value.length < 4) return new TurnRefusal(0, 'no answer of TURN')
  const code = ((value[2] ?? 0) & 7) * 100 + (value[3] ?? 0)
  return new TurnRefusal(code, value.subarray(4).toString())
}

/** Without the attribute that asks for IPv6, relayed addresses and their peers are IPv4. */
const MASK = [0x21, 0x12, 0xa4, 0x42]

function xored({ address, port }: RelayedAddress): Buffer {
  const bytes = ipaddr.IPv4.parse(address).toByteArray()
  const value = Buffer.from([0, 1, 0, 0, ...bytes.map((byte, at) => byte ^ (MASK[at] ?? 0))])
  value.writeUInt16BE(port ^ (COOKIE >>> 16), 2)
  return value
}

function addressOf(message: StunMessage, type: number): RelayedAddress | null {
  const value = attributeOf(message, type)
  if (value?.length !== 8) return null
  const bytes = [...value.subarray(4)].map((byte, at) => byte ^ (MASK[at] ?? 0))
  return { address: ipaddr.fromByteArray(bytes).toString(), port: value.readUInt16BE(2) ^ (COOKIE >>> 16) }
}
