import { randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import type { CallFinding } from '@imbachat/protocol/http/administration'
import ipaddr from 'ipaddr.js'
import { createIceSource } from '../chat/calls/ice.ts'
import { systemClock } from '../chat/clock.ts'
import type { Config } from '../config/config.ts'
import {
  openTurnClient,
  readTurnUrl,
  type TurnAllocation,
  type TurnCertificate,
  type TurnClient,
  TurnRefusal,
  TurnSilence,
  type TurnUrl,
} from '../stun/turn-client.ts'
import { callFinding } from './call-findings.ts'
import { reasonOf } from './finding.ts'

/** No relay may pass anything on to these: the address at which clouds give out passwords, and a private network. */
const PRIVATE = ['169.254.169.254', '10.255.255.254']

const TRANSPORTS = { udp: 'UDP', tcp: 'TCP', tls: 'TLS', dtls: 'DTLS' }

/** Each relay of TURN_URL, with the credentials that a party of a call gets. */
export async function checkRelays({ turn }: Pick<Config, 'turn'>): Promise<CallFinding[]> {
  if (!turn) return [callFinding('relay_off')]
  const source = createIceSource({ stunUrl: null, turn }, systemClock)
  return Promise.all(turn.urls.map((url) => checkRelay(readTurnUrl(url), source)))
}

async function checkRelay(url: TurnUrl, source: ReturnType<typeof createIceSource>): Promise<CallFinding> {
  if (url.transport === 'dtls') {
    const instead = url.url.replace('transport=udp', 'transport=tcp')
    return callFinding('relay_dtls', { url: url.url, instead })
  }
  let client: TurnClient
  try {
    client = await openTurnClient(url)
  } catch (error) {
    return unreachable(url, error)
  }
  try {
    const refused = client.certificate && certificateFinding(url, client.certificate)
    return refused ?? (await tryRelay(url, client, source))
  } catch (error) {
    return error instanceof TurnRefusal ? refusalFinding(url, error) : unreachable(url, error)
  } finally {
    client.close()
  }
}

/** Does the same as a call: gets an address, and sends media to another address of the same relay. */
async function tryRelay(
  url: TurnUrl,
  client: TurnClient,
  source: ReturnType<typeof createIceSource>,
): Promise<CallFinding> {
  if (await client.isOpen()) return callFinding('relay_open', { url: url.url })
  const [server] = source.serversFor({ call_id: randomUUID(), relay: true }, 'doctor').servers
  const { username = '', credential = '' } = server ?? {}
  const allocation = await client.allocate({ username, credential })
  try {
    return (await pathFinding(url, allocation)) ?? (await privateFinding(url, allocation)) ?? works(url, allocation)
  } finally {
    // its port is free again at once
    await allocation.refresh(0).catch(() => {})
  }
}

const works = ({ url, transport }: TurnUrl, { relayed }: TurnAllocation) =>
  callFinding('relay_ok', { url, by: TRANSPORTS[transport], address: relayed.address })

/** If both sides use the relay, it has to reach itself at the address that it gives out. null: it does. */
async function pathFinding({ url, host }: TurnUrl, allocation: TurnAllocation): Promise<CallFinding | null> {
  const { relayed } = allocation
  const { address } = await lookup(host)
  const isPublic = (one: string) => ipaddr.process(one).range() === 'unicast'
  if (isPublic(address) && !isPublic(relayed.address)) {
    return callFinding('relay_hidden', { url, address: relayed.address })
  }
  const probe = Buffer.from('imbachat doctor')
  try {
    await allocation.permit(relayed)
  } catch (error) {
    if (!(error instanceof TurnRefusal)) throw error
    return callFinding('relay_denied', { url, address: relayed.address, reason: error.message })
  }
  allocation.send(relayed, probe)
  try {
    const { data } = await allocation.receive()
    if (data.equals(probe)) return null
  } catch (error) {
    if (!(error instanceof TurnSilence)) throw error
  }
  return callFinding('relay_unreached', { url, address: relayed.address, port: relayed.port })
}

/** null: the relay lets nobody into private networks. */
async function privateFinding({ url }: TurnUrl, allocation: TurnAllocation): Promise<CallFinding | null> {
  for (const address of PRIVATE) {
    try {
      await allocation.permit({ address, port: 9 })
    } catch (error) {
      if (error instanceof TurnRefusal) continue
      throw error
    }
    return callFinding('relay_private', { url, address })
  }
  return null
}

function certificateFinding({ url, host }: TurnUrl, { refused, until }: TurnCertificate): CallFinding | null {
  if (refused === null) return null
  return new Date(until).getTime() < Date.now()
    ? callFinding('certificate_expired', { url, day: new Date(until).toISOString().slice(0, 10) })
    : callFinding('certificate_refused', { url, host, reason: refused })
}

function refusalFinding({ url }: TurnUrl, { code, message }: TurnRefusal): CallFinding {
  if (code === 401) return callFinding('relay_refuses', { url })
  return callFinding(code === 486 || code === 508 ? 'relay_full' : 'relay_failed', { url, reason: message })
}

function unreachable({ url, host, port, transport }: TurnUrl, error: unknown): CallFinding {
  const wire = transport === 'udp' ? 'UDP' : 'TCP'
  return callFinding('relay_silent', { url, host, port, wire, by: TRANSPORTS[transport], reason: reasonOf(error) })
}
