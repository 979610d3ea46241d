export type Put = Record<string, string | number>

/** Which of a phrase's forms goes with a number, in the order in which the phrase lists them. */
const FORMS = { en: ['one', 'other'], ru: ['one', 'few', 'many'] } as const satisfies Record<
  string,
  readonly Intl.LDMLPluralRule[]
>

/**
 * Puts values into the marks of a phrase: `{name}` is a value, `{name:day|days}` the form of a word that goes with it.
 * A number may be written in the reader's language already.
 */
export const fill = (phrase: string, put: Put, language: keyof typeof FORMS): string =>
  phrase.replace(/\{(\w+)(?::([^}]+))?\}/g, (mark, name: string, words?: string) => {
    const value = put[name]
    if (value === undefined) return mark
    if (words === undefined) return String(value)
    const rule = new Intl.PluralRules(language).select(Number(String(value).replace(/\D/g, '')))
    const order: readonly string[] = FORMS[language]
    const forms = words.split('|')
    return forms[order.indexOf(rule)] ?? forms.at(-1) ?? ''
  })
