import type { CallFinding } from '@imbachat/protocol/http/administration'

type Params = CallFinding['params']

interface FindingTexts {
  check: 'stun' | 'turn'
  status: CallFinding['status']
  found: (params: Params) => string
  fix?: (params: Params) => string
}

const nat = 'If the machine is behind a NAT, set "external-ip=PUBLIC/PRIVATE".'
const letThrough = ({ port, host }: Params) =>
  `Start the server, and let UDP to port ${port} of ${host} through; CALLS_UDP_PORT names the port.`

/** Findings of the checks of calls, by code. */
const CALL_FINDINGS = {
  stun_off: { check: 'stun', status: 'ok', found: () => 'Not used: calls connect within one network.' },
  stun_ok: {
    check: 'stun',
    status: 'ok',
    found: ({ port, seen }) => `Port ${port} answers by STUN; it sees this machine as ${seen}.`,
  },
  stun_silent: {
    check: 'stun',
    status: 'warning',
    found: ({ port, host }) => `Port ${port} of ${host} does not answer by STUN (UDP).`,
    fix: letThrough,
  },
  stun_failed: {
    check: 'stun',
    status: 'warning',
    found: ({ port, host, reason }) => `Port ${port} of ${host} can't be asked (${reason}).`,
    fix: letThrough,
  },
  relay_off: { check: 'turn', status: 'ok', found: () => 'Not used: calls are direct.' },
  relay_ok: {
    check: 'turn',
    status: 'ok',
    found: ({ url, by, address }) => `${url} relays (${by}), and gives out ${address}.`,
  },
  relay_dtls: {
    check: 'turn',
    status: 'warning',
    found: ({ url }) => `${url} was not tried: few browsers use TURN by DTLS.`,
    fix: ({ instead }) => `Use ${instead}: it passes where UDP does not.`,
  },
  relay_open: {
    check: 'turn',
    status: 'problem',
    found: ({ url }) => `${url} relays for anybody, without credentials.`,
    fix: () => 'Set "use-auth-secret" and "static-auth-secret" in its configuration, as deploy/turnserver.conf does.',
  },
  relay_hidden: {
    check: 'turn',
    status: 'problem',
    found: ({ url, address }) => `${url} gives out ${address}, which browsers elsewhere don't reach.`,
    fix: () => nat,
  },
  relay_denied: {
    check: 'turn',
    status: 'problem',
    found: ({ url, address, reason }) => `${url} passes nothing on to its own address ${address} (${reason}).`,
    fix: ({ address }) =>
      `Calls of two users who hide their address need that. Set "allowed-peer-ip=${address}". ${nat}`,
  },
  relay_unreached: {
    check: 'turn',
    status: 'problem',
    found: ({ url, address, port }) => `${url} does not reach itself at ${address}:${port} (UDP).`,
    fix: () => `Let UDP to its ports "min-port" to "max-port" through. ${nat}`,
  },
  relay_private: {
    check: 'turn',
    status: 'warning',
    found: ({ url, address }) => `${url} passes data of users on into private networks, such as to ${address}.`,
    fix: () => 'Copy the lines "denied-peer-ip" of deploy/turnserver.conf into its configuration.',
  },
  certificate_expired: {
    check: 'turn',
    status: 'problem',
    found: ({ url, day }) => `The certificate of ${url} expired on ${day}.`,
    fix: () => 'Renew it, and restart coturn, or send it SIGUSR2, after each renewal.',
  },
  certificate_refused: {
    check: 'turn',
    status: 'problem',
    found: ({ url, reason }) => `Browsers refuse the certificate of ${url} (${reason}).`,
    fix: ({ host }) =>
      `It must be for ${host}, come from an authority that browsers know, and have its whole chain ("fullchain.pem").`,
  },
  relay_refuses: {
    check: 'turn',
    status: 'problem',
    found: ({ url }) => `${url} refuses the credentials that TURN_SECRET makes.`,
    fix: () => 'TURN_SECRET and "static-auth-secret" of coturn must be the same, and both clocks right.',
  },
  relay_full: {
    check: 'turn',
    status: 'problem',
    found: ({ url, reason }) => `${url} has no more room (${reason}).`,
    fix: () => 'Raise "total-quota", or the ports from "min-port" to "max-port".',
  },
  relay_failed: {
    check: 'turn',
    status: 'problem',
    found: ({ url, reason }) => `${url} does not relay (${reason}).`,
    fix: () => 'Compare its configuration with deploy/turnserver.conf.',
  },
  relay_silent: {
    check: 'turn',
    status: 'problem',
    found: ({ url, by, port, reason }) => `${url} can't be reached by ${by} on port ${port} (${reason}).`,
    fix: ({ wire, port, host }) => `Start the relay, and let ${wire} to port ${port} of ${host} through.`,
  },
} as const satisfies Record<string, FindingTexts>

export type CallFindingCode = keyof typeof CALL_FINDINGS

export function callFinding(code: CallFindingCode, params: Params = {}): CallFinding {
  const { check, status, found, fix }: FindingTexts = CALL_FINDINGS[code]
  return { check, status, code, params, found: found(params), ...(fix && { fix: fix(params) }) }
}
