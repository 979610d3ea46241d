import { type ComponentChildren, createContext } from 'preact'
import { useContext, useId, useRef } from 'preact/hooks'
import { common } from '../../i18n/index.ts'

/** Attributes that tie a control to its label, hint and error. */
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
  /** the field's name at the server */
  name?: string
  /** the choices, for `FieldFilter` */
  choices?: string
  /** the control stands beside the words, not below them */
  isSwitch?: boolean
  children: (control: ControlProps) => ComponentChildren
}

/** Is a field with this label, hint and choices shown? */
export const FieldFilter = createContext((_label: string, _name: string | undefined): boolean => true)

export function Field({
  label,
  hint,
  error,
  optional = false,
  name,
  choices = '',
  isSwitch = false,
  children,
}: FieldProps) {
  const id = useId()
  const isShown = useContext(FieldFilter)
  const text = `${label} ${typeof hint === 'string' ? hint : ''} ${choices}`
  // A field with an error is shown whatever is looked for: it is why nothing was saved.
  if (error === undefined && !isShown(text, name)) return null
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
  return (
    <div class={isSwitch ? 'field field-switch' : 'field'}>
      <label class="field-label" for={id}>
        {label}
        {optional && <span class="field-optional"> · {common('act.optional')}</span>}
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

/** A complaint about a value, until the value is another: whether that one is right is found out when it is sent. */
export function useErrorOf(error: string | undefined, value: unknown): string | undefined {
  const about = useRef<{ error: string | undefined; value: unknown }>({ error: undefined, value })
  if (about.current.error !== error) about.current = { error, value }
  return about.current.value === value ? error : undefined
}

type TextKind = 'text' | 'email' | 'password' | 'url' | 'number'

interface TextFieldProps extends Omit<FieldProps, 'children' | 'choices' | 'isSwitch'> {
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
 * The keyboard that a phone shows. The server checks the input, and explains an error in more words than a browser
 * would.
 */
const INPUT_MODES = { text: 'text', email: 'email', password: 'text', url: 'url', number: 'numeric' } as const

export function TextField(props: TextFieldProps) {
  const { label, hint, error, optional, value, onValue, type = 'text', autoComplete = 'off', ...rest } = props
  const shown = useErrorOf(error, value)
  return (
    <Field label={label} hint={hint} error={shown} optional={optional ?? false} name={rest.name}>
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

interface SwitchFieldProps extends Omit<FieldProps, 'children' | 'choices' | 'optional' | 'isSwitch'> {
  name: string
  value: boolean
  onValue: (value: boolean) => void
}

/** A setting that is on or off. */
export function SwitchField({ label, hint, error, name, value, onValue }: SwitchFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} name={name} isSwitch>
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

interface SelectFieldProps<V extends string> extends Omit<FieldProps, 'children' | 'choices' | 'isSwitch'> {
  name: string
  value: V
  options: readonly { value: V; label: string }[]
  onValue: (value: V) => void
}

export function SelectField<V extends string>(props: SelectFieldProps<V>) {
  const { label, hint, error, name, value, options, onValue } = props
  const choices = options.map((option) => option.label).join(' ')
  return (
    <Field label={label} hint={hint} error={error} name={name} choices={choices}>
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
