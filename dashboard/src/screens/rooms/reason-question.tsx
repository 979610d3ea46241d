import type { Signal } from '@preact/signals'
import { common } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import type { ModeratedRoomView } from '../../requests/api.ts'
import type { Submit } from '../../requests/submit.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { t } from './phrases.ts'

/** True if new members could read earlier messages: the server then needs a reason, as when a moderator reads them. */
export const needsReason = ({ is_public, messages }: ModeratedRoomView): boolean => !is_public && messages > 0

interface Props {
  what: 'open' | 'add'
  reason: Signal<string>
  submit: Submit
  onClose: () => void
}

/** Asks why a closed group is opened, or somebody added to it. */
export function ReasonQuestion({ what, reason, submit, onClose }: Props) {
  return (
    <Confirm
      title={t(`reason_${what}`)}
      act={t(what === 'open' ? 'reason_open_act' : 'add_act')}
      disabled={reason.value.trim().length < 3 && common('act.reason_missing')}
      pending={submit.pending.value}
      error={submit.error.value}
      fields={['reason']}
      onConfirm={() => submit.run()}
      onClose={onClose}
    >
      <p>{t(`reason_${what}_lead`)}</p>
      <TextField
        label={t('reason')}
        hint={t('reason_hint')}
        name="reason"
        value={reason.value}
        error={fieldText(submit.error.value, 'reason')}
        onValue={(value) => {
          reason.value = value
        }}
      />
    </Confirm>
  )
}
