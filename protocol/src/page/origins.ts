/**
 * May a page of this origin embed the chat? Patterns are a widget's origins as `originPatternProblem` lets them
 * through: `https://shop.example`, and `https://*.shop.example` for every subdomain but not the domain itself, as in
 * CSP, whose `frame-ancestors` is built from the same list.
 */
export function originAllowed(origin: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('[^/@]*[^./@:]')}$`, 'i').test(origin)
  })
}

/**
 * The problem of a pattern that an owner typed; null: it is valid. A pattern is refused if it would allow more origins
 * than it seems to, or none.
 */
export function originPatternProblem(typed: string): string | null {
  if (!/^https?:\/\//i.test(typed)) return 'must begin with https:// or http://, such as https://shop.example'
  if (!URL.canParse(typed)) return 'must be an address such as https://shop.example'
  const url = new URL(typed)
  if (url.username || url.password) return 'must not contain a user name or password'
  if (url.pathname !== '/' || url.search || url.hash || /[?#]/.test(typed)) {
    return `must contain only scheme, host and port: ${url.origin}`
  }
  const wildcard = url.hostname.startsWith('*.')
  const host = wildcard ? url.hostname.slice(2) : url.hostname
  if (host.includes('*')) return 'must use * only as the whole first label: https://*.shop.example'
  if (wildcard && (!host.includes('.') || /^[\d.]+$|:/.test(host))) {
    return 'must use * only before a domain with at least two labels: https://*.shop.example'
  }
  if (host.startsWith('.') || host.endsWith('.') || host.includes('..'))
    return 'must not contain an empty label in the host'
  // URLs take ; , ' and more for parts of a name; in `frame-ancestors` they would end it and begin a directive of the
  // owner's choice.
  if (!/^([a-z\d._-]+|\[[a-f\d:]+\])$/.test(host)) return 'must contain only letters, digits, - and . in the host'
  return null
}

/** The message for the owner when a page may not show the chat. */
export const originRefusal = (origin: string): string =>
  `this chat is not allowed on ${origin}: add ${origin} to the widget's allowed sites in the dashboard`
