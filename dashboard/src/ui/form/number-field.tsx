import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { TextField } from './field.tsx'

interface NumberFieldProps {
  label: string
  hint?: ComponentChildren
  name: string
  /** NaN: the typed text is not a number */
  value: number
  error: string | undefined
  onValue: (value: number) => void
}

/** A number that must be given. What was typed is shown as it was typed while it is the value. */
export function NumberField({ value, onValue, ...rest }: NumberFieldProps) {
  const typed = useSignal('')
  return (
    <TextField
      {...rest}
      type="number"
      required
      value={Object.is(numberOf(typed.value), value) ? typed.value : shown(value)}
      onValue={(text) => {
        typed.value = text
        onValue(numberOf(text))
      }}
    />
  )
}

/** NaN for what is not a number: the server refuses it with an error at the field. */
const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text))
const shown = (value: number): string => (Number.isNaN(value) ? '' : String(value))

/** For fields that may be empty: there JSON writes NaN as null, which is a value of theirs. */
export const isWholeNumber = (text: string): boolean => /^\d{1,15}$/.test(text.trim())
