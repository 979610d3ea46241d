/**
 * Reads the address that an owner types or pastes: `shop.example/catalog` is the site https://shop.example. An
 * unreadable address is sent unchanged: the server's error names its problem.
 */
export function typedOrigin(typed: string): string {
  const text = typed.trim()
  const address = /^[a-z][\w+.-]*:\/\//i.test(text) ? text : `${isLocal(text) ? 'http' : 'https'}://${text}`
  // A wildcard is kept as typed, since only the server knows which ones are good.
  if (text === '' || text.includes('*') || !URL.canParse(address)) return text
  const url = new URL(address)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : text
}

const isLocal = (address: string) => /^(localhost|127\.|\[::1\])/i.test(address)
