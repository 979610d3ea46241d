import ipaddr from 'ipaddr.js'

/**
 * The address that limits count for a visitor: the IPv4 address, or the /64 of the IPv6 address. Every subscriber has a
 * whole /64, so a limit per IPv6 address would limit nothing.
 * `X-Forwarded-For` counts as far as trusted proxies wrote it: the visitor is the first address from the right that is
 * no trusted proxy.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
  return subscriberOf(firstUntrusted(peer, forwardedFor, trustedProxies))
}

/** False for this machine, and for a trusted proxy that named no client: any number of visitors may share those. */
export function isOneVisitor(address: string, trustedProxies: readonly string[]): boolean {
  const parsed = parse(address.replace(/\/64$/, ''))
  if (parsed === null || isAmong(parsed, trustedProxies)) return false
  const range = parsed.range()
  // `::` is the network of `::1`.
  return range !== 'loopback' && range !== 'unspecified'
}

export function isTrusted(address: string, trustedProxies: readonly string[]): boolean {
  const parsed = parse(address)
  return parsed !== null && isAmong(parsed, trustedProxies)
}

type Address = ipaddr.IPv4 | ipaddr.IPv6

function firstUntrusted(peer: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
  if (forwardedFor === null || !isTrusted(peer, trustedProxies)) return peer
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  for (const hop of hops.reverse()) {
    const parsed = parse(hop)
    if (parsed === null) return peer
    if (!isAmong(parsed, trustedProxies)) return hop
  }
  return peer
}

function subscriberOf(address: string): string {
  const parsed = parse(address)
  if (parsed === null) return address
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const network = new ipaddr.IPv6([...parsed.toByteArray().slice(0, 8), 0, 0, 0, 0, 0, 0, 0, 0])
  return `${network.toString()}/64`
}

/** @returns null: not an IP address. `::ffff:192.0.2.1` is an IPv4 address. */
function parse(address: string): Address | null {
  try {
    return ipaddr.process(address)
  } catch {
    return null
  }
}

const parsedRanges = new WeakMap<readonly string[], [Address, number][]>()

function isAmong(address: Address, trustedProxies: readonly string[]): boolean {
  let ranges = parsedRanges.get(trustedProxies)
  if (ranges === undefined) {
    ranges = trustedProxies.map((cidr) => ipaddr.parseCIDR(cidr))
    // once for all connections: parsing takes more than comparing
    parsedRanges.set(trustedProxies, ranges)
  }
  return ranges.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))
}
