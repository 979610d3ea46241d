import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import { REPORT_NOTE_MAX } from '@imbachat/protocol/moderation/moderation'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { type ApiError, api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { accountId } from '../../../session.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Field, SelectField } from '../../../ui/form/field.tsx'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  pending: boolean
  error: ApiError | null
  onNote: (note: { text: string; to?: string }, name: string | null) => void
  onClose: () => void
}

/** Writes a note to the team, or a question to one of its members. Ctrl+Enter saves it. */
export function NoteDialog({ widget_id, pending, error, onNote, onClose }: Props) {
  const text = useSignal('')
  const chosenId = useSignal('')
  const team = useResource(widget_id, () => api.call('team.list', { widget_id }))
  const now = team.now.value
  const members = now.state === 'ready' ? now.value.members : []
  const colleagues = members.filter(({ account_id, role }) => account_id !== accountId() && mayActAs(role, 'moderator'))
  const asked = colleagues.find(({ account_id }) => account_id === chosenId.value)
  const parts = useRef<HTMLDivElement>(null)
  useEffect(() => parts.current?.querySelector('textarea')?.focus(), [])
  const missing = text.value.trim() === ''
  const save = () => onNote({ text: text.value.trim(), ...(asked && { to: asked.account_id }) }, asked?.email ?? null)

  return (
    <Confirm
      title={t('ask_title')}
      act={t('ask_act')}
      disabled={missing && t('ask_missing')}
      pending={pending}
      error={error}
      onConfirm={save}
      onClose={onClose}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter saves what is written in it */}
      <div
        class="restrict"
        ref={parts}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || pending) return
          event.preventDefault()
          if (!missing) save()
        }}
      >
        <Field label={t('ask_text')} hint={t('ask_text_hint')}>
          {(control) => (
            <textarea
              {...control}
              class="input"
              rows={3}
              maxLength={REPORT_NOTE_MAX}
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        {colleagues.length > 0 && (
          <SelectField
            label={t('ask_whom')}
            hint={t('ask_whom_hint')}
            name="to"
            value={chosenId.value}
            options={[
              { value: '', label: t('ask_nobody') },
              ...colleagues.map(({ account_id, email }) => ({ value: account_id, label: email })),
            ]}
            onValue={(account_id) => {
              chosenId.value = account_id
            }}
          />
        )}
      </div>
    </Confirm>
  )
}
