import ipaddr from 'ipaddr.js'

/**
 * Where a visitor comes from, for limits: his IPv4 address or the /64 of his IPv6 one, of which every subscriber has a whole one, so
 * that a fresh address for each try would be no limit at all. `X-Forwarded-For` is believed as far as trusted proxies wrote it: from the right, the first address that
 * is not one of them.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
  return subscriberOf(nearestStranger(peer, forwardedFor, trustedProxies))
}

/** Not this machine and not a trusted proxy that did not say for whom it came: behind those may be anybody. */
export function isOneVisitor(address: string, trustedProxies: readonly string[]): boolean {
  const bare = address.replace(/\/64$/, '')
  if (!ipaddr.isValid(bare) || isTrusted(bare, trustedProxies)) return false
  const range = ipaddr.process(bare).range()
  // `::` is the network of `::1`.
  return range !== 'loopback' && range !== 'unspecified'
}

function nearestStranger(peer: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
  if (forwardedFor === null || !isTrusted(peer, trustedProxies)) return peer
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  for (const hop of hops.reverse()) {
    if (!ipaddr.isValid(hop)) return peer
    if (!isTrusted(hop, trustedProxies)) return hop
  }
  return peer
}

function subscriberOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const network = new ipaddr.IPv6([...parsed.toByteArray().slice(0, 8), 0, 0, 0, 0, 0, 0, 0, 0])
  return `${network.toString()}/64`
}

function isTrusted(address: string, trustedProxies: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return trustedProxies.some((cidr) => {
    const [range, bits] = ipaddr.parseCIDR(cidr)
    return range.kind() === parsed.kind() && parsed.match(range, bits)
  })
}
