import { type Argument, argumentsOf } from '@imbachat/protocol/phrases/icu-message'

export type Values = Record<string, string | number>

/**
 * Puts values into a message in ICU's syntax. In a plural, the exact number (`=0`) comes before its category; `#` is
 * the number as the language writes it. An argument without a value stays unchanged.
 */
export function formatMessage(message: string, values: Values, language: string): string {
  let text = ''
  let at = 0
  for (const { from, to, name, kind, cases } of argumentsOf(message)) {
    const value = values[name]
    text += message.slice(at, from)
    if (value === undefined) text += message.slice(from, to)
    else if (kind === 'text') text += value
    else if (kind === 'select') text += formatMessage(cases[value] ?? cases.other ?? '', values, language)
    else text += formatNumber(Number(value), cases)
    at = to
  }
  return text + message.slice(at)

  function formatNumber(count: number, cases: Argument['cases']): string {
    const shown = new Intl.NumberFormat(language).format(count)
    const form = cases[`=${count}`] ?? cases[new Intl.PluralRules(language).select(count)] ?? cases.other ?? '#'
    return formatMessage(form.replaceAll('#', shown), values, language)
  }
}
