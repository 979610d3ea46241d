const MOST_CHARS = 200

/** Control characters, line ends, and those that turn the direction of a line: a name must read as it is. */
const HIDDEN = /[\p{Cc}\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The name of a file as others will see it: no path, nothing that misleads. `fallback` if nothing is left. */
export function cleanName(given: string, fallback = 'file'): string {
  const [last = ''] = given.toWellFormed().split(/[/\\]/).slice(-1)
  const name = last.replace(HIDDEN, '').replace(/\s+/g, ' ').trim()
  if (/^\.*$/.test(name)) return fallback
  return shorten(name)
}

/** Shortens a name and keeps its end, which shows the type of the file. */
function shorten(name: string): string {
  if (name.length <= MOST_CHARS) return name
  const [end = ''] = /\.[^.]{1,20}$/.exec(name) ?? []
  return `${name.slice(0, MOST_CHARS - end.length).toWellFormed()}${end}`
}
