import type { HeldFile } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { downloadFile } from '../people/download-file.ts'
import { t } from './phrases.ts'

interface Props {
  widget_id: number
  user_id: string
  files: readonly HeldFile[]
}

/** The files of a message that waits: a moderator decides about what they have seen. Each look is recorded. */
export function HeldFiles({ widget_id, user_id, files }: Props) {
  if (files.length === 0) return null
  return (
    <ul class="entries" aria-label={t('held_files')}>
      {files.map((file) => (
        <li key={file.file_id ?? file.name}>
          <p>
            <bdi>{file.name}</bdi> <span class="hint">{formatBytes(file.size)}</span>
          </p>
          {file.file_id === null ? (
            <p class="hint">{t('held_file_forwarded')}</p>
          ) : (
            <Download widget_id={widget_id} user_id={user_id} file_id={file.file_id} name={file.name} />
          )}
        </li>
      ))}
    </ul>
  )
}

interface DownloadProps {
  widget_id: number
  user_id: string
  file_id: string
  name: string
}

function Download({ widget_id, user_id, file_id, name }: DownloadProps) {
  const open = useSubmit(() => downloadFile(widget_id, { user_id, file_id, reason: t('held_file_reason'), name }))
  useRefusalToast(open.error.value)
  return (
    <Button pending={open.pending.value} onClick={open.run} label={t('download', { name })}>
      {t('download_act')}
    </Button>
  )
}
