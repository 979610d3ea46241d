import { type ComponentChildren, createContext } from 'preact'
import { useContext, useId } from 'preact/hooks'
import { t } from '../i18n/index.ts'

/** What a control needs to be tied to its label, hint and error. */
interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
}

interface FieldProps {
  label: string
  hint?: ComponentChildren
  error?: string | undefined
  optional?: boolean
  children: (control: ControlProps) => ComponentChildren
}

/** What fields below it must have in their label or hint to be shown; empty: nothing. */
export const FieldFilter = createContext('')

const isFound = (needle: string, label: string, hint: ComponentChildren): boolean =>
  `${label} ${typeof hint === 'string' ? hint : ''}`.toLowerCase().includes(needle.trim().toLowerCase())

export function Field({ label, hint, error, optional = false, children }: FieldProps) {
  const id = useId()
  const needle = useContext(FieldFilter)
  // A field with an error is shown whatever is looked for: it is why nothing was saved.
  if (error === undefined && !isFound(needle, label, hint)) return null
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
        {optional && <span class="field-optional"> · {t('act.optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': described.filter(Boolean).join(' ') || undefined,
        'aria-invalid': error !== undefined,
      })}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

type TextKind = 'text' | 'email' | 'password' | 'url' | 'number'

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  /** the field's name at the server */
  name: string
  value: string
  onValue: (value: string) => void
  type?: TextKind
  autoComplete?: string
  placeholder?: string
  required?: boolean
  autoFocus?: boolean
}

/**
 * Which keys a phone shows. The server judges what was typed, and says what is wrong in more words than a browser
 * would.
 */
const INPUT_MODES = { text: 'text', email: 'email', password: 'text', url: 'url', number: 'numeric' } as const

export function TextField(props: TextFieldProps) {
  const { label, hint, error, optional, value, onValue, type = 'text', autoComplete = 'off', ...rest } = props
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(control) => {
        const shared = {
          ...control,
          ...rest,
          class: 'input',
          inputMode: INPUT_MODES[type],
          autoComplete,
          autoCapitalize: 'none' as const,
          spellcheck: false,
          value,
          onInput: (event: InputEvent) => {
            if (event.currentTarget instanceof HTMLInputElement) onValue(event.currentTarget.value)
          },
        }
        return type === 'password' ? <input {...shared} type="password" /> : <input {...shared} type="text" />
      }}
    </Field>
  )
}

interface SwitchFieldProps extends Omit<FieldProps, 'children' | 'optional'> {
  name: string
  value: boolean
  onValue: (value: boolean) => void
}

/** A setting that is on or off. */
export function SwitchField({ label, hint, error, name, value, onValue }: SwitchFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          class="switch"
          type="checkbox"
          role="switch"
          aria-checked={value}
          name={name}
          checked={value}
          onChange={(event) => onValue(event.currentTarget.checked)}
        />
      )}
    </Field>
  )
}

interface SelectFieldProps<V extends string> extends Omit<FieldProps, 'children'> {
  name: string
  value: V
  options: readonly { value: V; label: string }[]
  onValue: (value: V) => void
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { label, hint, error, name, value, options, onValue } = props
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <select
          {...control}
          class="input select"
          name={name}
          value={value}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.currentTarget.value)
            if (chosen) onValue(chosen.value)
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
