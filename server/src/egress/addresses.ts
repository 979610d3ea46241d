import ipaddr from 'ipaddr.js'

/** Which addresses the server may call. */
export interface AddressPolicy {
  /** @param address an IPv4 or IPv6 address in any notation; anything else is not allowed */
  allows(address: string): boolean
}

export interface AddressRules {
  /** the chat runs on this machine for its developer: his sites are on loopback */
  allowLoopback: boolean
  /** CIDRs that the operator of the server opened; a widget's owner never can */
  allow: readonly string[]
}

/** Public unicast addresses, what the operator opened, and loopback when told so. Nothing else. */
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

/** The address that a packet to this one ends up at: a v4-mapped one and NAT64's `64:ff9b::/96` lead to the v4 inside. */
function reached(address: Address): Address {
  if (address.kind() === 'ipv4' || !address.match(NAT64)) return address
  return new ipaddr.IPv4(address.toByteArray().slice(12))
}

const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96]
/** All of today's global unicast. Outside of it ipaddr.js calls some forms unicast that are not, such as `::7f00:1`. */
const GLOBAL_V6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]
/** A public address that inside Azure's machines is the host's own service. */
const AZURE_HOST = '168.63.129.16'

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' ? address.toString() !== AZURE_HOST : address.match(GLOBAL_V6)
}
