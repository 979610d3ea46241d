import { useSignal } from '@preact/signals'
import { useEffect, useId, useMemo, useRef } from 'preact/hooks'
import type { ApiError } from '../../../requests/api.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field, SwitchField } from '../../../ui/form/field.tsx'
import type { RestrictionKind } from './recent-reasons.ts'
import { keepReason, recentReasons } from './recent-reasons.ts'
import { tRestrict } from './restrict-phrases.ts'

/** Minutes; null: for good. Digits choose them, too. */
const DURATIONS = [60, 1_440, 10_080, 43_200, null] as const
const A_DAY = 1_440

export interface Restriction {
  kind: RestrictionKind
  minutes: number | null
  reason: string
  alsoDelete: boolean
}

interface Props {
  widget_id: number
  kind: RestrictionKind
  name: string
  /** in place of the one with the name */
  title?: string
  /** there is a message that may be deleted with it */
  hasMessage: boolean
  pending: boolean
  error: ApiError | null
  onGive: (restriction: Restriction) => void
  onClose: () => void
}

/** Asks for how long and why. By keyboard: a digit chooses how long and gives it at once. */
export function RestrictDialog(props: Props) {
  const { widget_id, kind, name, title, hasMessage, pending, error, onGive, onClose } = props
  const minutes = useSignal<number | null>(kind === 'warn' ? null : A_DAY)
  const reason = useSignal(kind === 'warn' ? tRestrict('text_default') : '')
  // a warning lets what was written stand, unless the moderator wants otherwise
  const alsoDelete = useSignal(hasMessage && kind !== 'warn')
  const group = useId()
  const parts = useRef<HTMLDivElement>(null)
  // after the dialog has opened, which focuses its first control
  useEffect(() => {
    const first = parts.current?.querySelector<HTMLElement>('input:checked, textarea')
    first?.focus()
    // typed text replaces the usual text
    if (first instanceof HTMLTextAreaElement) first.select()
  }, [])
  const recent = useMemo(() => recentReasons(widget_id, kind), [widget_id, kind])
  const give = (chosen = minutes.value) => {
    const text = reason.value.trim()
    keepReason(widget_id, kind, text)
    onGive({ kind, minutes: chosen, reason: text, alsoDelete: hasMessage && alsoDelete.value })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !pending) {
      event.preventDefault()
      if (kind !== 'warn' || reason.value.trim() !== '') give()
      return
    }
    // keys after the choice of a recent reason edit its text
    if (event.target instanceof HTMLButtonElement) return
    if (kind === 'warn' || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
    const chosen = DURATIONS[Number(event.key) - 1]
    if (chosen === undefined || pending) return
    event.preventDefault()
    minutes.value = chosen
    give(chosen)
  }

  return (
    <Confirm
      title={title ?? tRestrict(`${kind}_title`, { name })}
      act={tRestrict(kind)}
      dangerous={kind === 'ban' || kind === 'shadow'}
      disabled={kind === 'warn' && reason.value.trim() === '' && tRestrict('text_missing')}
      pending={pending}
      error={error}
      fields={['reason']}
      onConfirm={() => give()}
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: digits are a shortcut for the choices in it */}
      <div class="restrict" ref={parts} onKeyDown={onKeyDown}>
        <p>{tRestrict(`${kind}_hint`)}</p>
        {kind !== 'warn' && (
          <fieldset class="durations">
            <legend class="field-label">{tRestrict('how_long')}</legend>
            {DURATIONS.map((duration, index) => (
              <label key={duration} class="duration">
                <input
                  type="radio"
                  name={group}
                  checked={minutes.value === duration}
                  onChange={() => {
                    minutes.value = duration
                  }}
                />
                <span>{duration === null ? tRestrict('for_good') : tRestrict(`minutes_${duration}`)}</span>
                <kbd>{index + 1}</kbd>
              </label>
            ))}
          </fieldset>
        )}
        <Field
          label={tRestrict(kind === 'warn' ? 'text' : 'reason')}
          hint={tRestrict(kind === 'shadow' ? 'reason_hint_shadow' : 'reason_hint')}
          optional={kind !== 'warn'}
        >
          {(control) => (
            <textarea
              {...control}
              class="input"
              rows={2}
              maxLength={500}
              value={reason.value}
              onInput={(event) => {
                reason.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        {recent.length > 0 && (
          <fieldset class="recent-reasons">
            <legend class="hint">{tRestrict('recent')}</legend>
            {recent.map((one) => (
              <button
                key={one}
                class="recent-reason"
                type="button"
                dir="auto"
                title={one}
                onClick={() => {
                  reason.value = one
                  parts.current?.querySelector('textarea')?.focus()
                }}
              >
                {one}
              </button>
            ))}
          </fieldset>
        )}
        {hasMessage && (
          <SwitchField
            label={tRestrict('also_delete')}
            name="also_delete"
            value={alsoDelete.value}
            onValue={(on) => {
              alsoDelete.value = on
            }}
          />
        )}
      </div>
    </Confirm>
  )
}

/** Keys belong to what is typed in. */
export const isTyping = ({ target }: Event): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['radio', 'checkbox'].includes(target.type)))
