import { language } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import type { ApiError } from '../../requests/api.ts'
import { Field, useErrorOf } from '../../ui/form/field.tsx'
import { entriesOf, useLines } from '../../ui/text-lines.ts'
import { t } from './phrases.ts'

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

/** A list with one entry on each line. The error of an entry names the number of its line. */
export function LinesField({ label, hint, name, lines, error, isCode = false, onLines }: LinesFieldProps) {
  const { text, read } = useLines(lines)
  const problem = useErrorOf(problemAt(error, name, text), text)
  return (
    <Field label={label} hint={hint} error={problem}>
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
          onInput={(event) => onLines(read(event.currentTarget.value))}
        />
      )}
    </Field>
  )
}

function problemAt(error: ApiError | null, name: string, text: string): string | undefined {
  const problem = fieldText(error, name)
  if (problem === undefined) return undefined
  const at = error?.field?.slice(name.length + 1)
  if (!at) return problem
  const entry = entriesOf(text)[Number(at)]
  const line = text.split('\n').findIndex((one) => one.trim() === entry) + 1
  const detail = /is not valid: (.*)$/.exec(error?.message ?? '')?.[1]
  const explanation =
    detail === undefined ? problem : language.value === 'en' ? detail : t('problem', { problem: detail })
  return t('line', { line, problem: explanation })
}
