import { useSignal } from '@preact/signals'
import type { ApiError } from '../../api.ts'
import { language } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { Field } from '../../ui/field.tsx'
import { say } from './phrases.ts'

interface LinesFieldProps {
  label: string
  hint: string
  /** the field's name at the server; its lines are `NAME.0`, `NAME.1` … */
  name: string
  lines: readonly string[]
  error: ApiError | null
  isCode?: boolean
  onLines: (lines: string[]) => void
}

/** A list with one entry on each line. What is wrong with an entry is said with the number of its line. */
export function LinesField({ label, hint, name, lines, error, isCode = false, onLines }: LinesFieldProps) {
  // as it is typed: an empty line, or a space at the end of a word, is no entry yet
  const typed = useSignal<string | null>(null)
  const text = typed.value !== null && isSame(entriesOf(typed.value), lines) ? typed.value : lines.join('\n')
  return (
    <Field label={label} hint={hint} error={problemAt(error, name, text)}>
      {(control) => (
        <textarea
          {...control}
          class={`input rules-lines ${isCode ? 'rules-code' : ''}`}
          rows={Math.min(12, Math.max(3, lines.length + 1))}
          name={name}
          spellcheck={false}
          autoCapitalize="none"
          dir={isCode ? 'ltr' : 'auto'}
          value={text}
          onInput={(event) => {
            typed.value = event.currentTarget.value
            onLines(entriesOf(event.currentTarget.value))
          }}
        />
      )}
    </Field>
  )
}

const entriesOf = (text: string): string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((entry, at) => entry === other[at])

function problemAt(error: ApiError | null, name: string, text: string): string | undefined {
  const problem = fieldText(error, name)
  if (problem === undefined) return undefined
  const at = error?.field?.slice(name.length + 1)
  if (!at) return problem
  const entry = entriesOf(text)[Number(at)]
  const line = text.split('\n').findIndex((one) => one.trim() === entry) + 1
  const detail = /is not valid: (.*)$/.exec(error?.message ?? '')?.[1]
  const said = detail === undefined ? problem : language.value === 'en' ? detail : say('problem', { problem: detail })
  return say('line', { line, problem: said })
}
