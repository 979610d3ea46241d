/** Names of U+00A0 to U+00FF, in order. */
const LATIN =
  `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para
  middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml
  Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave
  aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde
  ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`.split(/\s+/)

const NAMED = new Map<string, string>([
  ...LATIN.map((name, index): [string, string] => [name, String.fromCharCode(0xa0 + index)]),
  ...Object.entries({
    ...{
      amp: '&',
      lt: '<',
      gt: '>',
      quot: '"',
      apos: "'",
      OElig: 'Œ',
      oelig: 'œ',
      Scaron: 'Š',
      scaron: 'š',
      Yuml: 'Ÿ',
    },
    ...{ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', hellip: '…' },
    ...{ lsaquo: '‹', rsaquo: '›', bull: '•', dagger: '†', Dagger: '‡', prime: '′', Prime: '″', euro: '€', trade: '™' },
  }),
])

/** Numbers from 128 to 159 mean windows-1252 on the web. */
const windows1252 = new TextDecoder('windows-1252')

/**
 * Decodes HTML entities once: `&amp;amp;` becomes `&amp;`. PHP sites store names with them (`Tom &amp; Jerry`).
 * Anything else stays. The result is text, not markup.
 */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z]\w{1,8}));/g, (entity, decimal, hex, name) => {
    if (name !== undefined) return NAMED.get(name) ?? entity
    return characterOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)) ?? entity
  })
}

function characterOf(code: number): string | null {
  if (code >= 0x80 && code <= 0x9f) return windows1252.decode(new Uint8Array([code]))
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : null
}
