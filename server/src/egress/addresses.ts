import ipaddr from 'ipaddr.js'

/** Decides which addresses the server may call. */
export interface AddressPolicy {
  /** @param address an IPv4 or IPv6 address in any notation; anything else is not allowed */
  allows(address: string): boolean
}

export interface AddressRules {
  /** the server runs on a developer's machine: the developer's sites are on loopback */
  allowLoopback: boolean
  /** CIDRs that the server administrator allowed; a widget's owner can't add any */
  allow: readonly string[]
}

/**
 * Allows public unicast addresses, those that the server administrator allowed, and loopback if configured so. Nothing
 * else.
 */
export function addressPolicy({ allowLoopback, allow }: AddressRules): AddressPolicy {
  const opened = allow.map((cidr) => ipaddr.parseCIDR(cidr))
  const inOpened = (address: Address) =>
    opened.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]))
  return {
    allows(text) {
      if (!ipaddr.isValid(text)) return false
      const address = reached(ipaddr.process(text))
      return inOpened(address) || (allowLoopback && address.range() === 'loopback') || isPublic(address)
    },
  }
}

type Address = ReturnType<typeof ipaddr.process>

/**
 * The address at which a packet to this one arrives: v4-mapped addresses and NAT64's `64:ff9b::/96` lead to the v4
 * address inside.
 */
function reached(address: Address): Address {
  if (address.kind() === 'ipv4' || !address.match(NAT64)) return address
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}

const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96]
/**
 * All of today's global unicast. Outside of it, ipaddr.js calls some addresses unicast that are not, such as
 * `::7f00:1`.
 */
const GLOBAL_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]
/** A public address that leads to the host's own service on Azure machines. */
const AZURE_HOST = '168.63.129.16'

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' ? address.toString() !== AZURE_HOST : address.match(GLOBAL_V6)
}
