import { Field } from '../../../ui/form/field.tsx'

interface DateFieldProps {
  label: string
  name: string
  /** `2026-11-26`, or empty */
  value: string
  onValue: (value: string) => void
}

export function DateField({ label, name, value, onValue }: DateFieldProps) {
  return (
    <Field label={label}>
      {(control) => (
        <input
          {...control}
          class="input"
          type="date"
          name={name}
          value={value}
          onChange={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** When the day begins where the reader is, milliseconds since 1970; null: not a day. */
export function dayStart(day: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null
  const at = new Date(`${day}T00:00`).getTime()
  return Number.isNaN(at) ? null : Math.max(0, at)
}

export function dayEnd(day: string): number | null {
  const start = dayStart(day)
  if (start === null) return null
  const end = new Date(start)
  // not 24 hours: clocks change
  end.setDate(end.getDate() + 1)
  return end.getTime()
}
