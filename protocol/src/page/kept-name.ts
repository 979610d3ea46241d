/**
 * A name of the table in `kept-in-browser.ts`, with values for its words in capitals in their order. Where the last
 * ones are left out, it is how such names begin.
 */
export const keptName = (form: string, ...values: (string | number | undefined)[]): string =>
  form.replace(/[A-Z]+/g, () => `${values.shift() ?? ''}`)
