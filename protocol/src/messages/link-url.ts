/** Longest address of a link, UTF-16 units. */
export const MOST_URL = 2_048

const ALLOWED_SCHEMES = new Set(['http:', 'https:', 'mailto:'])

/** The address as a link carries it; null: a link must not lead there. */
export function linkUrl(written: string): string | null {
  try {
    const url = new URL(written)
    // `https://bank.example@evil.example` reads as another place
    if (!ALLOWED_SCHEMES.has(url.protocol) || url.username || url.password) return null
    return url.href.length <= MOST_URL ? url.href : null
  } catch {
    return null
  }
}
