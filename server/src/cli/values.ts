import { fieldProblemText } from '@imbachat/protocol/errors/field-problem'
import type { z } from 'zod'
import { type Given, UsageError } from './command.ts'

/**
 * Validates the options with the schema that HTTP uses. An error names the wrong option.
 * @param optionOf the option of a field, if its name differs
 * @throws UsageError
 */
export function byOptions<S extends z.ZodType>(
  schema: S,
  value: unknown,
  optionOf: Readonly<Record<string, string>> = {},
): z.output<S> {
  const parsed = schema.safeParse(value, { error: fieldProblemText })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const [field = ''] = (issue?.path ?? []).map(String)
  const option = optionOf[field] ?? field.replaceAll('_', '-')
  const inner = [...(issue?.path ?? []).slice(1), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])]
  const where = inner.length > 0 && field === 'settings' ? `${inner.map(String).join(', ')} ` : ''
  throw new UsageError(`--${option}: ${where}${issue?.message ?? 'is not valid'}`)
}

/** The widget that a command works on: its argument, or --widget. @throws UsageError */
export function widgetIdOf(given: Given): number {
  const text = given.text('widget') ?? given.arguments[0]
  if (text === undefined) throw new UsageError('the widget number is missing, such as 7')
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(`${JSON.stringify(text)} is not a widget number, such as 7`)
  return Number(text)
}

/** The values of an option that may be given more than once, and with commas. */
export const listOf = (given: Given, option: string): string[] | undefined =>
  given.list(option)?.flatMap((text) => text.split(',').map((value) => value.trim()))

/**
 * `name=value` pairs as an object. A value that is valid JSON is parsed; any other is text.
 * @throws UsageError
 */
export function settingsOf(pairs: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--setting: ${JSON.stringify(pair)} is not NAME=VALUE, such as theme=dark`)
      return [pair.slice(0, at), readValue(pair.slice(at + 1))]
    }),
  )
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
