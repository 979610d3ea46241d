import { useSignal } from '@preact/signals'
import { common, formatTime } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { api, type PersonFile } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/form/field.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { FormError } from '../../ui/notice.tsx'
import { downloadFile } from './download-file.ts'
import { nameOfRoom } from './person-rooms.tsx'
import { t } from './phrases.ts'

interface Found {
  files: readonly PersonFile[]
  next: string | null
}

/** A user's files, once the moderator has given a reason, which is recorded before any file is shown. */
export function PersonFiles({ widget_id, user_id }: { widget_id: number; user_id: string }) {
  const reason = useSignal('')
  const found = useSignal<Found | null>(null)
  const look = useSubmit(async () => {
    const before = found.peek()
    const body = { user_id, reason: reason.peek(), cursor: before?.next ?? null }
    const { files, next } = await api.call('people.files', { widget_id, body })
    found.value = { files: [...(before?.files ?? []), ...files], next }
  })
  const shown = found.value
  return (
    <Card title={t('files')} lead={t('files_lead')}>
      {shown === null ? (
        <form class="form" onSubmit={look.run}>
          <TextField
            label={t('reason')}
            hint={t('reason_hint')}
            name="reason"
            value={reason.value}
            error={fieldText(look.error.value, 'reason')}
            onValue={(value) => {
              reason.value = value
            }}
          />
          <FormError error={look.error.value} fields={['reason']} />
          <div class="form-acts">
            <Button
              type="submit"
              pending={look.pending.value}
              disabled={reason.value.trim().length < 3 && common('act.reason_missing')}
            >
              {t('files_act')}
            </Button>
          </div>
        </form>
      ) : (
        <>
          {shown.files.length === 0 && (
            <p class="hint" role="status">
              {t(shown.next === null ? 'no_files' : 'no_files_yet')}
            </p>
          )}
          <ul class="entries">
            {shown.files.map((file) => (
              <li key={file.file_id}>
                <FileRow widget_id={widget_id} user_id={user_id} reason={reason.value} file={file} />
              </li>
            ))}
          </ul>
          <FormError error={look.error.value} fields={[]} />
          {shown.next !== null && (
            <Button pending={look.pending.value} onClick={look.run}>
              {t('look_further')}
            </Button>
          )}
        </>
      )}
    </Card>
  )
}

interface RowProps {
  widget_id: number
  user_id: string
  reason: string
  file: PersonFile
}

function FileRow({ widget_id, user_id, reason, file }: RowProps) {
  const { file_id, name, type, size, room, sent_at } = file
  const open = useSubmit(() => downloadFile(widget_id, { user_id, file_id, reason, name }))
  useRefusalToast(open.error.value)
  return (
    <>
      <p>
        <bdi>{name}</bdi>
      </p>
      <p class="hint">
        {[type, formatBytes(size), formatTime(sent_at)].join(' · ')}
        {' · '}
        <bdi>{nameOfRoom(room)}</bdi>
      </p>
      <Button pending={open.pending.value} onClick={open.run} label={t('download', { name })}>
        {t('download_act')}
      </Button>
    </>
  )
}
