import { paths } from '../../navigation/routes.ts'
import { api } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

export function Storage() {
  const loaded = useResource('storage', () => api.call('server.storage'))
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={5} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  const { database_bytes, index_bytes, file_bytes, files_in, free_bytes, largest } = now.value
  return (
    <>
      <Card title={t('storage')} lead={t('storage_lead')}>
        <Facts
          facts={[
            [t('database'), formatBytes(database_bytes)],
            [t('index'), formatBytes(index_bytes)],
            [t(`files_${files_in}`), formatBytes(file_bytes)],
            [t('free'), formatBytes(free_bytes)],
          ]}
        />
      </Card>
      <Card title={t('largest')}>
        {largest.length === 0 ? (
          <p class="hint">{t('no_files')}</p>
        ) : (
          <ol class="rows">
            {largest.map(({ widget_id, name, file_bytes: bytes }) => (
              <li key={widget_id} class="row">
                <div class="row-words">
                  <a class="row-title" href={`${paths.server('widgets')}?q=${widget_id}`}>
                    <bdi>{name}</bdi>
                  </a>
                  <span class="row-note">DEV_ID {widget_id}</span>
                </div>
                <span>{formatBytes(bytes)}</span>
              </li>
            ))}
          </ol>
        )}
      </Card>
    </>
  )
}
