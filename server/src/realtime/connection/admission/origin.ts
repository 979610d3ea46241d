import { originAllowed as pageAllowed } from '@imbachat/protocol/page/origins'

/**
 * May a page of this origin open a connection? The chat frame may, and so may pages of the widget's origins. A client
 * without an origin is a program, which has no visitor whose rights it could borrow.
 */
export function originAllowed(origin: string | null, publicUrl: string, widgetOrigins: readonly string[]): boolean {
  if (origin === null) return true
  return sameOrigin(origin, publicUrl) || pageAllowed(origin, widgetOrigins)
}

/** On a developer's machine one server has many names: localhost, 127.0.0.1, [::1]. */
function sameOrigin(origin: string, publicUrl: string): boolean {
  const theirs = URL.parse(origin)
  const ours = URL.parse(publicUrl)
  if (!theirs || !ours) return false
  if (theirs.origin === ours.origin) return true
  return isLoopback(theirs) && isLoopback(ours) && theirs.port === ours.port && theirs.protocol === ours.protocol
}

function isLoopback({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}
