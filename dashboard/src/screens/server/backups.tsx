import { formatNumber, formatTime } from '../../i18n/index.ts'
import { api, type BackupRun } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { useVisibleInterval } from '../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed, Notice } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

const EVERY_MS = 3_000

export function Backups() {
  const loaded = useResource('backups', () => api.call('server.backups'))
  useVisibleInterval(EVERY_MS, loaded.look)
  const start = useSubmit(async () => loaded.set(await api.call('server.start_backup')))
  useRefusalToast(start.error.value)
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={5} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  const { backups, running, command, kept, space } = now.value
  const sizes = { free: formatBytes(space.free_bytes), needed: formatBytes(space.needed_bytes) }
  const fits = space.free_bytes >= space.needed_bytes
  return (
    <Card
      title={t('backups')}
      lead={t('backups_lead')}
      aside={
        <Button kind="primary" disabled={!fits} pending={running || start.pending.value} onClick={start.run}>
          {t(running ? 'backup_runs' : 'back_up')}
        </Button>
      }
    >
      {!fits && <Notice kind="warning">{t('backup_no_space', sizes)}</Notice>}
      <Notice kind="info">{t('backup_secret')}</Notice>
      <CodeBlock name={t('command')} code={command} />
      <p class="hint">
        {kept === 0 ? t('backups_all_kept') : t('backups_kept', { kept: formatNumber(kept) })}{' '}
        {fits && t('backup_space', sizes)}
      </p>
      {backups.length === 0 ? (
        <p class="hint">{t('no_backups')}</p>
      ) : (
        <ul class="rows">
          {backups.map((run) => (
            <RunRow key={run.backup_id} run={run} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function RunRow({ run }: { run: BackupRun }) {
  const { started_at, path, node, rows, bytes, error, file } = run
  return (
    <li class="row">
      <div class="row-words">
        <time class="row-title" dateTime={new Date(started_at).toISOString()}>
          {formatTime(started_at)}
        </time>
        <bdi class="row-note" dir="ltr">
          {node}: {path}
        </bdi>
        {error !== null && <span class="row-note">{error}</span>}
      </div>
      {file === 'removed' && <span class="chip">{t('backup_removed')}</span>}
      {error === null ? (
        <span class="row-note">
          {t('rows', { rows: rows ?? 0 })} · {formatBytes(bytes ?? 0)}
        </span>
      ) : (
        <span class="chip chip-bad">{t('backup_failed')}</span>
      )}
    </li>
  )
}
