import { randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
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
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts'

/** No relay may pass anything on to these: the address at which clouds give out passwords, and a private network. */
const PRIVATE = ['169.254.169.254', '10.255.255.254']

const TRANSPORTS = { udp: 'UDP', tcp: 'TCP', tls: 'TLS', dtls: 'DTLS' }

/** Each relay of TURN_URL, with the credentials that a party of a call gets. */
export async function checkRelays({ turn }: Pick<Config, 'turn'>): Promise<Finding[]> {
  if (!turn) return [ok('turn', 'Not used: calls are direct.')]
  const source = createIceSource({ stunUrl: null, turn }, systemClock)
  return Promise.all(turn.urls.map((url) => checkRelay(readTurnUrl(url), source)))
}

async function checkRelay(url: TurnUrl, source: ReturnType<typeof createIceSource>): Promise<Finding> {
  if (url.transport === 'dtls') {
    const fix = `Use ${url.url.replace('transport=udp', 'transport=tcp')}: it passes where UDP does not.`
    return warning('turn', `${url.url} was not tried: few browsers use TURN by DTLS.`, fix)
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

/** What a call does: an address, and media to another one of the same relay. */
async function tryRelay(
  url: TurnUrl,
  client: TurnClient,
  source: ReturnType<typeof createIceSource>,
): Promise<Finding> {
  if (await client.isOpen()) {
    const fix = 'Set "use-auth-secret" and "static-auth-secret" in its configuration, as deploy/turnserver.conf does.'
    return problem('turn', `${url.url} relays for anybody, without credentials.`, fix)
  }
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
  ok('turn', `${url} relays (${TRANSPORTS[transport]}), and gives out ${relayed.address}.`)

/** If both sides use the relay, it has to reach itself at the address that it gives out. null: it does. */
async function pathFinding({ url, host }: TurnUrl, allocation: TurnAllocation): Promise<Finding | null> {
  const { relayed } = allocation
  const { address } = await lookup(host)
  const isPublic = (one: string) => ipaddr.process(one).range() === 'unicast'
  const nat = 'If the machine is behind a NAT, set "external-ip=PUBLIC/PRIVATE".'
  if (isPublic(address) && !isPublic(relayed.address)) {
    return problem('turn', `${url} gives out ${relayed.address}, which browsers elsewhere don't reach.`, nat)
  }
  const probe = Buffer.from('imbachat doctor')
  try {
    await allocation.permit(relayed)
  } catch (error) {
    if (!(error instanceof TurnRefusal)) throw error
    const found = `${url} passes nothing on to its own address ${relayed.address} (${error.message}).`
    const fix = `Calls of two users who hide their address need that. Set "allowed-peer-ip=${relayed.address}". ${nat}`
    return problem('turn', found, fix)
  }
  allocation.send(relayed, probe)
  try {
    const { data } = await allocation.receive()
    if (data.equals(probe)) return null
  } catch (error) {
    if (!(error instanceof TurnSilence)) throw error
  }
  const fix = `Let UDP to its ports "min-port" to "max-port" through. ${nat}`
  return problem('turn', `${url} does not reach itself at ${relayed.address}:${relayed.port} (UDP).`, fix)
}

/** null: the relay lets nobody into private networks. */
async function privateFinding({ url }: TurnUrl, allocation: TurnAllocation): Promise<Finding | null> {
  for (const address of PRIVATE) {
    try {
      await allocation.permit({ address, port: 9 })
    } catch (error) {
      if (error instanceof TurnRefusal) continue
      throw error
    }
    const fix = 'Copy the lines "denied-peer-ip" of deploy/turnserver.conf into its configuration.'
    return warning('turn', `${url} passes data of users on into private networks, such as to ${address}.`, fix)
  }
  return null
}

function certificateFinding({ url, host }: TurnUrl, { refused, until }: TurnCertificate): Finding | null {
  if (refused === null) return null
  const isExpired = new Date(until).getTime() < Date.now()
  const found = isExpired
    ? `The certificate of ${url} expired on ${new Date(until).toISOString().slice(0, 10)}.`
    : `Browsers refuse the certificate of ${url} (${refused}).`
  const fix = isExpired
    ? 'Renew it, and restart coturn, or send it SIGUSR2, after each renewal.'
    : `It must be for ${host}, come from an authority that browsers know, and have its whole chain ("fullchain.pem").`
  return problem('turn', found, fix)
}

function refusalFinding({ url }: TurnUrl, refusal: TurnRefusal): Finding {
  if (refusal.code === 401) {
    const fix = 'TURN_SECRET and "static-auth-secret" of coturn must be the same, and both clocks right.'
    return problem('turn', `${url} refuses the credentials that TURN_SECRET makes.`, fix)
  }
  if (refusal.code === 486 || refusal.code === 508) {
    const fix = 'Raise "total-quota", or the ports from "min-port" to "max-port".'
    return problem('turn', `${url} has no more room (${refusal.message}).`, fix)
  }
  const fix = 'Compare its configuration with deploy/turnserver.conf.'
  return problem('turn', `${url} does not relay (${refusal.message}).`, fix)
}

function unreachable({ url, host, port, transport }: TurnUrl, error: unknown): Finding {
  const wire = transport === 'udp' ? 'UDP' : 'TCP'
  const fix = `Start the relay, and let ${wire} to port ${port} of ${host} through.`
  const by = TRANSPORTS[transport]
  return problem('turn', `${url} can't be reached by ${by} on port ${port} (${reasonOf(error)}).`, fix)
}
