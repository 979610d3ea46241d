import ipaddr from 'ipaddr.js'

/**
 * The visitor's address. `X-Forwarded-For` is believed as far as trusted proxies wrote it: from the right, the first address that
 * is not one of them.
 */
export function clientAddress(peer: string, forwardedFor: string | null, trustedProxies: readonly string[]): string {
  if (forwardedFor === null || !isTrusted(peer, trustedProxies)) return peer
  const hops = forwardedFor.split(',').map((hop) => hop.trim())
  for (const hop of hops.reverse()) {
    if (!ipaddr.isValid(hop)) return peer
    if (!isTrusted(hop, trustedProxies)) return hop
  }
  return peer
}

function isTrusted(address: string, trustedProxies: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  return trustedProxies.some((cidr) => {
    const [range, bits] = ipaddr.parseCIDR(cidr)
    return range.kind() === parsed.kind() && parsed.match(range, bits)
  })
}
