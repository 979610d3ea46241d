/** An argument of a message in ICU's syntax: a value, or one of several texts. */
export interface Argument {
  /** where it begins in the message, and where it ends */
  from: number
  to: number
  name: string
  kind: 'text' | 'number' | 'plural' | 'select'
  /** for a plural or a select: the texts by number (`=0`), category or value; empty for other kinds */
  cases: Readonly<Record<string, string>>
}

/**
 * The outer arguments of a message: `{name}`, `{count, number}`, `{count, plural, =0 {…} one {…} other {…}}`,
 * `{who, select, self {…} other {…}}`.
 * @throws if a brace is not closed, the kind of an argument is not known here, or a choice has no `other`
 */
export function argumentsOf(message: string): Argument[] {
  const found: Argument[] = []
  for (let from = message.indexOf('{'); from >= 0; from = message.indexOf('{', from)) {
    const to = closedAt(message, from)
    const inside = message.slice(from + 1, to - 1)
    const [all, name = '', kind = 'text', options] =
      /^(\w+)(?:, (number|plural|select)(?:,([\s\S]*))?)?$/.exec(inside) ?? []
    const isChoice = kind === 'plural' || kind === 'select'
    if (all === undefined || isChoice !== (options !== undefined)) throw new Error(`no argument: {${inside}}`)
    const cases = casesOf(options ?? '')
    if (isChoice && cases.other === undefined) throw new Error(`a ${kind} without other: {${inside}}`)
    found.push({ from, to, name, kind: kind as Argument['kind'], cases })
    from = to
  }
  return found
}

function casesOf(options: string): Argument['cases'] {
  const cases: Record<string, string> = {}
  for (let rest = options.trim(); rest !== ''; ) {
    const [head = '', name = ''] = /^(=\d+|[a-z]+)\s*(?=\{)/.exec(rest) ?? []
    if (name === '') throw new Error(`no case: ${rest}`)
    const to = closedAt(rest, head.length)
    cases[name] = rest.slice(head.length + 1, to - 1)
    rest = rest.slice(to).trim()
  }
  return cases
}

/** The end of the argument that begins at `from`. */
function closedAt(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth === 0) return at + 1
  }
  throw new Error(`a brace is not closed: ${text.slice(from)}`)
}
