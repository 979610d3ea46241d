/**
 * The address where a visitor signs in: an http(s) address, or a path on the page's own site, which begins with one
 * slash.
 * @param pageOrigin base of a path; without it a path is only checked
 * @returns the address; null: the text is not an address, or has a scheme that a link must not have
 */
export function signInAddress(text: string | null, pageOrigin = 'https://page.invalid'): string | null {
  if (text === null || text.length > 2048 || !/^(https?:\/\/|\/(?![/\\]))/i.test(text)) return null
  try {
    const url = new URL(text, pageOrigin)
    return /^https?:$/.test(url.protocol) && url.username === '' ? url.href : null
  } catch {
    return null
  }
}
