/**
 * True if the receiving mail server confirms that the mail comes from the domain of `From` (RFC 8601). Only the topmost
 * field of that server counts, because the sender may have invented those below it. A field above it that can't be
 * parsed may be that server's own, so the result is then false: senders choose parts of its text, such as the address
 * of the envelope.
 * @param fields values of `Authentication-Results`, in the order of the mail
 * @param id `authserv-id` of the server that receives our mail
 */
export function isAuthentic(fields: readonly string[], id: string, from: string): boolean {
  const own = fields.map(resultsOf).find((results) => results === null || results.id === id.toLowerCase())
  const domain = domainOf(from)
  if (!own || domain === null) return false
  return own.results.some(({ method, result, about }) => {
    if (result !== 'pass') return false
    if (method === 'dmarc') return domainOf(about.get('header.from') ?? '') === domain
    if (method === 'dkim') {
      return covers(about.get('header.d') ?? domainOf(about.get('header.i') ?? ''), domain)
    }
    return method === 'spf' && covers(domainOf(about.get('smtp.mailfrom') ?? ''), domain)
  })
}

interface Results {
  id: string
  results: { method: string; result: string; about: Map<string, string> }[]
}

/** Characters of a field; a longer one is an attack. */
const MOST_CHARS = 10_000

/** Null: the field does not follow RFC 8601. */
function resultsOf(field: string): Results | null {
  if (field.length > MOST_CHARS) return null
  const words = withoutComments(field)
  if (words === null) return null
  const [head = '', ...rest] = words.split(';').map((part) => part.trim().toLowerCase())
  // a version may follow the id
  const [id = ''] = head.split(/\s+/)
  const results = rest.flatMap((part) => {
    const [first = '', ...properties] = part.replace(/\s*=\s*/g, '=').split(/\s+/)
    const [, method, result] = /^([a-z\d-]+)(?:\/\d+)?=([a-z]+)$/.exec(first) ?? []
    if (method === undefined || result === undefined) return []
    const about = new Map<string, string>()
    for (const property of properties) {
      const equals = property.indexOf('=')
      if (equals < 1) continue
      const name = property.slice(0, equals)
      // a property that is given twice is ambiguous
      about.set(name, about.has(name) ? '' : property.slice(equals + 1))
    }
    return [{ method, result, about }]
  })
  return { id, results }
}

/** Removes comments and quoted words, which may hold anything, such as a semicolon. @returns null: one is not closed */
function withoutComments(field: string): string | null {
  let kept = ''
  let depth = 0
  let isQuoted = false
  for (let at = 0; at < field.length; at++) {
    const char = field[at] ?? ''
    if (char === '\\' && (isQuoted || depth > 0)) at++
    else if (char === '"' && depth === 0) isQuoted = !isQuoted
    else if (isQuoted) kept += /[\w@.+-]/.test(char) ? char : '_'
    else if (char === '(') depth++
    else if (char === ')' && depth > 0) depth--
    else if (depth === 0) kept += char
  }
  return depth === 0 && !isQuoted ? kept : null
}

/** Of an address, or the domain itself. */
function domainOf(address: string): string | null {
  const domain = address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .replace(/\.$/, '')
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)+$/u.test(domain) ? domain : null
}

/**
 * A domain signs for itself and for its subdomains, not for its parent: hosting services give subdomains to anybody.
 */
function covers(signer: string | null, domain: string): boolean {
  const name = signer === null ? null : domainOf(signer)
  return name !== null && (name === domain || domain.endsWith(`.${name}`))
}
