import { useSignal } from '@preact/signals'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { common } from '../../i18n/index.ts'
import { ApiError } from '../../requests/api.ts'
import { Avatar } from '../avatar.tsx'
import { Field } from './field.tsx'

/** A result of a search, and the value of the field once it is chosen. */
export interface Picked {
  id: string
  name: string
  avatar: string | null
  /** distinguishes two results of one name */
  details: string
}

export interface PickerProps {
  label: string
  hint?: string | undefined
  name: string
  /** the typed text, or the id of what was chosen */
  value: string
  error?: string | undefined
  onValue: (value: string) => void
  /** one was chosen, or the reader is done with typing: then its id, or the text if nothing is called so */
  onPick?: ((id: string) => void) | undefined
}

interface PickerFieldProps extends PickerProps {
  /** @throws ApiError */
  find: (text: string) => Promise<readonly Picked[]>
}

/** Milliseconds after the last key until the server is asked. */
const TYPED_MS = 250

/** One of many things, found by the server while its name or id is typed, and chosen from what it finds. */
export function PickerField({ label, hint, name, value, error, find, onValue, onPick }: PickerFieldProps) {
  const found = useSignal<readonly Picked[]>([])
  const isOpen = useSignal(false)
  /** place of the option that Enter chooses; -1: none */
  const active = useSignal(-1)
  /** something was typed since one was picked */
  const isTyped = useRef(false)
  /** counts what makes an answer that is under way too late: typing, a choice, a value from outside, the end */
  const turn = useRef(0)
  // before the next key: an Enter right after typing would count as asked before it
  useLayoutEffect(() => {
    return () => {
      turn.current++
    }
  }, [value])
  const id = useId()
  const wanted = value.trim()
  const chosen = found.value.find((one) => one.id === wanted)

  async function look(): Promise<readonly Picked[]> {
    try {
      return await find(wanted)
    } catch (refusal) {
      // nothing is offered; the id can be typed still
      if (!(refusal instanceof ApiError)) throw refusal
      return []
    }
  }

  useEffect(() => {
    active.value = -1
    if (wanted === '') {
      found.value = []
      return
    }
    let ended = false
    const timer = setTimeout(() => {
      void look().then((all) => {
        if (!ended) found.value = all
      })
    }, TYPED_MS)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [wanted])

  const offered = isOpen.value ? found.value : []
  function choose(one: Picked): void {
    turn.current++
    isOpen.value = false
    isTyped.current = false
    onValue(one.id)
    onPick?.(one.id)
  }
  async function finish(): Promise<void> {
    isOpen.value = false
    if (onPick === undefined || !isTyped.current) return
    isTyped.current = false
    const asked = turn.current
    const all = wanted === '' ? [] : await look()
    if (turn.current !== asked) return
    const called = all.filter((one) => one.name.toLowerCase() === wanted.toLowerCase())
    const [only, ...others] = all.some((one) => one.id === wanted) ? [] : called
    if (only && others.length === 0) choose(only)
    else onPick(wanted)
  }
  function onKeyDown(event: KeyboardEvent): void {
    const one = offered[active.value]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      isOpen.value = true
      const count = found.value.length
      if (count > 0) active.value = (Math.max(active.value, -1) + (event.key === 'ArrowDown' ? 1 : count)) % count
    } else if (event.key === 'Enter' && one) choose(one)
    else if (event.key === 'Enter' && onPick) void finish()
    else if (event.key === 'Escape' && offered.length > 0) isOpen.value = false
    else return
    event.preventDefault()
  }

  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div class="picker-field">
          <input
            {...control}
            class="input"
            type="text"
            role="combobox"
            name={name}
            aria-autocomplete="list"
            aria-expanded={offered.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={offered[active.value] ? `${id}-${active.value}` : undefined}
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            value={value}
            onInput={(event) => {
              isOpen.value = true
              isTyped.current = true
              onValue(event.currentTarget.value)
            }}
            onKeyDown={onKeyDown}
            onBlur={() => void finish()}
          />
          <div
            class="picker-options"
            role="listbox"
            id={`${id}-list`}
            aria-label={common('act.suggestions')}
            hidden={offered.length === 0}
          >
            {offered.map((one, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the field
              <div
                key={one.id}
                class="picker-option"
                role="option"
                tabIndex={-1}
                id={`${id}-${place}`}
                aria-selected={place === active.value}
                // the field keeps the focus
                onPointerDown={(event) => event.preventDefault()}
                onClick={() => choose(one)}
              >
                <Avatar name={one.name} url={one.avatar} />
                <span class="picker-words">
                  <bdi class="picker-name">{one.name}</bdi>
                  <span class="hint">{one.details}</span>
                </span>
              </div>
            ))}
          </div>
          {chosen && (
            <p class="picker-chosen" role="status">
              <Avatar name={chosen.name} url={chosen.avatar} />
              <bdi>{chosen.name}</bdi>
            </p>
          )}
        </div>
      )}
    </Field>
  )
}
