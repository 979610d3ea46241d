import type { ComponentChildren } from 'preact'

import { CopyButton } from '../../../ui/copy-button.tsx'
import { t } from './key-phrases.ts'

interface SecretValueProps {
  what: string
  /** null: hidden */
  value: string | null
  note?: ComponentChildren
  action?: ComponentChildren
}

/** A key, or dots whose number does not reveal its length. */
export function SecretValue({ what, value, note, action }: SecretValueProps) {
  return (
    <div class="value">
      <div class="value-words">
        {note && <p class="value-note">{note}</p>}
        {value === null ? (
          <span class="value-text value-hidden" role="img" aria-label={`${what}: ${t('hidden')}`}>
            {'•'.repeat(24)}
          </span>
        ) : (
          <output class="value-text" dir="ltr" aria-label={what}>
            {value}
          </output>
        )}
      </div>
      {value !== null && <CopyButton text={value} what={what} />}
      {action}
    </div>
  )
}
