/**
 * May a page of this origin embed the chat? Patterns are a widget's origins: `https://shop.example`, and `https://*.shop.example` for
 * every subdomain but not the domain itself, as in CSP, whose `frame-ancestors` is built from the same list. `:*` stands for any port.
 */
export function originAllowed(origin: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${parts.join('[^/@]*[^./@:]')}$`, 'i').test(origin)
  })
}

/** What an owner has to read when a page may not show his chat. */
export const originRefusal = (origin: string): string =>
  `pages of ${origin} may not show this chat: add ${origin} to the widget's allowed origins in the cabinet`
