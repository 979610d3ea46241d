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
  const bare = address.replace(/\/64$/, '')
  if (!ipaddr.isValid(bare) || isTrusted(bare, trustedProxies)) return false
  const range = ipaddr.process(bare).range()
  // `::` is the network of `::1`.
  return range !== 'loopback' && range !== 'unspecified'
}

function firstUntrusted(peer: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
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

export function isTrusted(address: string, trustedProxies: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return trustedProxies.some((cidr) => {
    const [range, bits] = ipaddr.parseCIDR(cidr)
    return range.kind() === parsed.kind() && parsed.match(range, bits)
  })
}
