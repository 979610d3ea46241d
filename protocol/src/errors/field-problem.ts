import type { z } from 'zod'

/**
 * The expected value of a field, by code, so that it can be translated; `{limit}` and `{options}` are values of the
 * problem.
 */
export const FIELD_PROBLEMS = {
  required: 'is required',
  empty: 'must not be empty',
  unknown: 'is not a known field',
  number: 'must be a number',
  whole_number: 'must be a whole number',
  yes_or_no: 'must be true or false',
  text: 'must be text',
  at_least: 'must be {limit} or more',
  at_most: 'must be {limit} or less',
  too_short: 'must have at least {limit} characters',
  too_long: 'must have at most {limit} characters',
  too_few: 'must have at least {limit} entries',
  too_many: 'must have at most {limit} entries',
  one_of: 'must be one of {options}',
  format: 'is not valid',
  taken: 'already has an account',
  guessable: 'is easy to guess: use a few unrelated words',
} as const

export interface FieldProblem {
  code: keyof typeof FIELD_PROBLEMS
  params: { limit?: number; options?: string }
}

type Issue = z.core.$ZodRawIssue | z.core.$ZodIssue

/** A schema's complaint; null: the schema has its own sentence for it. */
export function fieldProblem(issue: Issue): FieldProblem | null {
  switch (issue.code) {
    case 'too_big':
    case 'too_small': {
      const limit = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum)
      const codes = issue.origin === 'string' ? LENGTH_CODES : issue.origin === 'array' ? COUNT_CODES : NUMBER_CODES
      const code = issue.code === 'too_big' ? codes.max : limit === 1 && codes.min === 'too_short' ? 'empty' : codes.min
      return { code, params: { limit } }
    }
    case 'invalid_type':
      if ('input' in issue && issue.input === undefined) return { code: 'required', params: {} }
      return { code: TYPE_CODES[issue.expected] ?? 'format', params: {} }
    case 'invalid_value':
      return { code: 'one_of', params: { options: issue.values.map(String).join(', ') } }
    case 'unrecognized_keys':
      return { code: 'unknown', params: {} }
    case 'invalid_format':
    case 'invalid_union':
      return { code: 'format', params: {} }
    default:
      return null
  }
}

const NUMBER_CODES = { min: 'at_least', max: 'at_most' } as const
const LENGTH_CODES = { min: 'too_short', max: 'too_long' } as const
const COUNT_CODES = { min: 'too_few', max: 'too_many' } as const

const TYPE_CODES: Partial<Record<string, FieldProblem['code']>> = {
  int: 'whole_number',
  number: 'number',
  boolean: 'yes_or_no',
  string: 'text',
}

/** Pass as `error` to `safeParse`: replaces the validator's own sentences; the schemas' sentences stay. */
export function fieldProblemText(issue: z.core.$ZodRawIssue): string | undefined {
  const problem = fieldProblem(issue)
  return problem === null ? undefined : sayFieldProblem(FIELD_PROBLEMS[problem.code], problem, 'en')
}

/** Puts the problem's numbers into a phrase, as the language writes them. */
export function sayFieldProblem(phrase: string, { params }: FieldProblem, language: string): string {
  return phrase
    .replace('{limit}', () => formatOf(language).format(params.limit ?? 0))
    .replace('{options}', () => params.options ?? '')
}

const formats = new Map<string, Intl.NumberFormat>()

/** Making one takes 30 µs, and a request may have hundreds of fields that are wrong. */
function formatOf(language: string): Intl.NumberFormat {
  const known = formats.get(language) ?? new Intl.NumberFormat(language)
  formats.set(language, known)
  return known
}
