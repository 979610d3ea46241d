import { useSignal } from '@preact/signals'
import { formatTime } from '../../i18n/index.ts'
import { api, type PersonNote } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/form/field.tsx'
import { Icon } from '../../ui/icon.tsx'
import { FormError } from '../../ui/notice.tsx'
import type { PersonPartProps } from './person-part-props.ts'
import { t } from './phrases.ts'

/** The team's notes about a person, and a field for another one. Only the team reads them. */
export function PersonNotes({ widget_id, whole, onChanged }: PersonPartProps) {
  const { user_id } = whole.person.user
  const text = useSignal('')
  const add = useSubmit(async () => {
    onChanged(await api.call('people.note', { widget_id, body: { user_id, text: text.peek() } }))
    text.value = ''
  })
  const removing = useSignal<PersonNote | null>(null)
  const remove = useSubmit(async () => {
    const note_id = removing.peek()?.note_id
    if (note_id) onChanged(await api.call('people.forget_note', { widget_id, body: { user_id, note_id } }))
  })
  useRefusalToast(remove.error.value)
  return (
    <>
      <form class="form" onSubmit={add.run}>
        <Field label={t('note')}>
          {(control) => (
            <textarea
              {...control}
              class="input"
              rows={2}
              maxLength={2000}
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        <FormError error={add.error.value} fields={[]} />
        <div class="form-acts">
          <Button type="submit" pending={add.pending.value} disabled={text.value.trim() === '' && t('note_missing')}>
            {t('add')}
          </Button>
        </div>
      </form>
      {whole.notes.length === 0 ? (
        <p class="hint">{t('no_notes')}</p>
      ) : (
        <ul class="entries">
          {whole.notes.map((note) => (
            <li key={note.note_id} class="note">
              <div>
                <p class="report-text" dir="auto">
                  {note.text}
                </p>
                <p class="hint">
                  {note.created_by}, {formatTime(note.created_at)}
                </p>
              </div>
              <button
                type="button"
                class="icon-button"
                aria-label={t('remove')}
                onClick={() => {
                  removing.value = note
                  remove.run()
                }}
              >
                <Icon name="cross" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
