import { SNOOZE_MAX_MS } from '@imbachat/protocol/moderation/moderation'
import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { formatTime } from '../../../i18n/index.ts'
import type { ApiError } from '../../../requests/api.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field } from '../../../ui/form/field.tsx'
import { isTyping } from '../restrict/restrict-dialog.tsx'
import { t } from './phrases.ts'

const HOUR_MS = 3_600_000

/** Times that digits choose, of the reader's own clock. */
function choices(now: number): { name: 'in_1h' | 'in_4h' | 'tomorrow' | 'monday'; until: number }[] {
  const morning = (days: number) => {
    const day = new Date(now)
    day.setDate(day.getDate() + days)
    return day.setHours(9, 0, 0, 0)
  }
  return [
    { name: 'in_1h', until: now + HOUR_MS },
    { name: 'in_4h', until: now + 4 * HOUR_MS },
    { name: 'tomorrow', until: morning(1) },
    { name: 'monday', until: morning((8 - new Date(now).getDay()) % 7 || 7) },
  ]
}

interface Props {
  pending: boolean
  error: ApiError | null
  onSnooze: (until: number) => void
  onClose: () => void
}

/** Asks until when. By keyboard: a digit chooses it, and puts the report off at once. */
export function SnoozeDialog({ pending, error, onSnooze, onClose }: Props) {
  const now = useRef(Date.now()).current
  const times = useRef(choices(now)).current
  /** null: another time */
  const chosen = useSignal<number | null>(0)
  const written = useSignal('')
  const group = useId()
  const parts = useRef<HTMLDivElement>(null)
  useEffect(() => parts.current?.querySelector<HTMLElement>('input:checked')?.focus(), [])

  const until = chosen.value === null ? new Date(written.value).getTime() : (times[chosen.value]?.until ?? 0)
  // one that is over by the time it arrives is refused there
  const isWrong = !(until > now && until <= now + SNOOZE_MAX_MS)

  function onKeyDown(event: KeyboardEvent): void {
    if (pending || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return
    const time = times[Number(event.key) - 1]
    if (time === undefined) return
    event.preventDefault()
    onSnooze(time.until)
  }

  return (
    <Confirm
      title={t('snooze_title')}
      act={t('snooze')}
      disabled={isWrong && t('other_time_wrong')}
      pending={pending}
      error={error}
      onConfirm={() => onSnooze(until)}
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: digits are a shortcut for the choices in it */}
      <div class="restrict" ref={parts} onKeyDown={onKeyDown}>
        <p>{t('snooze_hint')}</p>
        <fieldset class="durations">
          <legend class="visually-hidden">{t('snooze_title')}</legend>
          {times.map(({ name, until: time }, index) => (
            <label key={name} class="duration">
              <input
                type="radio"
                name={group}
                checked={chosen.value === index}
                onChange={() => {
                  chosen.value = index
                }}
              />
              <span>{t(name)}</span>
              <span class="hint">{formatTime(time)}</span>
              <kbd>{index + 1}</kbd>
            </label>
          ))}
        </fieldset>
        <Field label={t('other_time')} optional>
          {(control) => (
            <input
              {...control}
              class="input"
              type="datetime-local"
              value={written.value}
              onInput={(event) => {
                written.value = event.currentTarget.value
                chosen.value = written.value === '' ? 0 : null
              }}
            />
          )}
        </Field>
      </div>
    </Confirm>
  )
}
