export type Values = Record<string, string | number>

/**
 * Puts values into a message in ICU's syntax: `{name}`, `{count, number}`, and `{count, plural, one {# day} other
 * {# days}}`, with `=0` for one number alone. `#` is the number as the language writes it. An argument without a value
 * stays as it is.
 */
export function formatMessage(message: string, values: Values, language: string): string {
  let text = ''
  let at = 0
  for (const { from, to, name, kind, forms } of argumentsOf(message)) {
    const value = values[name]
    text += message.slice(at, from)
    if (value === undefined) text += message.slice(from, to)
    else if (kind === 'text') text += value
    else text += formatNumber(Number(value), forms)
    at = to
  }
  return text + message.slice(at)

  function formatNumber(count: number, forms: Forms): string {
    const shown = new Intl.NumberFormat(language).format(count)
    const form = forms[`=${count}`] ?? forms[new Intl.PluralRules(language).select(count)] ?? forms.other ?? '#'
    return formatMessage(form.replaceAll('#', shown), values, language)
  }
}

type Forms = Readonly<Record<string, string>>

export interface Argument {
  /** where it begins in the message, and where it ends */
  from: number
  to: number
  name: string
  kind: 'text' | 'number' | 'plural'
  /** of a plural; empty for the other kinds */
  forms: Forms
}

/** The outer arguments of a message. @throws if a brace is not closed, or the kind of an argument is not known here */
export function argumentsOf(message: string): Argument[] {
  const found: Argument[] = []
  for (let from = message.indexOf('{'); from >= 0; from = message.indexOf('{', from)) {
    const to = closedAt(message, from)
    const inside = message.slice(from + 1, to - 1)
    const [, name = '', kind = 'text', options] = /^(\w+)(?:, (number|plural)(?:,([\s\S]*))?)?$/.exec(inside) ?? []
    if (name === '' || (kind === 'plural') !== (options !== undefined)) throw new Error(`no argument: {${inside}}`)
    found.push({ from, to, name, kind: kind as Argument['kind'], forms: formsOf(options ?? '') })
    from = to
  }
  return found
}

function formsOf(options: string): Forms {
  const forms: Record<string, string> = {}
  for (let rest = options.trim(); rest !== ''; ) {
    const [, category = '', gap = ''] = /^(=\d+|[a-z]+)(\s*)\{/.exec(rest) ?? []
    if (category === '') throw new Error(`no plural form: ${rest}`)
    const from = category.length + gap.length
    const to = closedAt(rest, from)
    forms[category] = rest.slice(from + 1, to - 1)
    rest = rest.slice(to).trim()
  }
  return forms
}

/** Where what is opened at `from` ends. */
function closedAt(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '{') depth++
    if (text[at] === '}' && --depth === 0) return at + 1
  }
  throw new Error(`a brace is not closed: ${text.slice(from)}`)
}
