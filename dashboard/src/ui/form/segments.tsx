import { useId } from 'preact/hooks'

interface SegmentsProps<V extends string> {
  label: string
  value: V
  options: readonly { value: V; label: string }[]
  onValue: (value: V) => void
}

/** One of a few, all in sight. */
export function Segments<V extends string>({ label, value, options, onValue }: SegmentsProps<V>) {
  const name = useId()
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map((option) => (
        <label key={option.value} class="segment">
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValue(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
