import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { fieldText } from '../../../i18n/refusal.ts'
import { type ApiError, api, type ConnectionReport } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { FormError } from '../../../ui/notice.tsx'
import { ConnectionResult } from './connection-result.tsx'
import { t } from './site-phrases.ts'

interface ConnectionTestProps {
  widget_id: number
  /** the address in the form, saved or not */
  url: string
  unsaved: boolean
  onTested: (works: boolean) => void
  /** the server refused to test; null: a new test has begun */
  onRefused: (refusal: ApiError | null) => void
}

export function ConnectionTest({ widget_id, url, unsaved, onTested, onRefused }: ConnectionTestProps) {
  const user_id = useSignal('')
  const report = useSignal<ConnectionReport | null>(null)
  const run = useSubmit(async () => {
    report.value = null
    const result = await api.testConnection(widget_id, {
      user_id: user_id.value.trim(),
      ...(unsaved ? { users_info_url: url } : {}),
    })
    report.value = result.report
    onTested(!unsaved && result.report.problem === null)
  })
  const error = run.error.value
  useEffect(() => onRefused(error), [error])

  return (
    <Card title={t('test.title')} lead={t('test.lead')}>
      {url === '' ? (
        <p class="hint">{t('test.no_url')}</p>
      ) : (
        <form class="form form-row" onSubmit={run.run}>
          <FormError error={error} fields={['user_id', 'users_info_url']} />
          <TextField
            label={t('test.user_id')}
            hint={unsaved ? t('test.unsaved_url') : t('test.user_id_hint')}
            name="user_id"
            required
            value={user_id.value}
            onValue={(value) => {
              user_id.value = value
            }}
            error={fieldText(error, 'user_id')}
          />
          <Button type="submit" pending={run.pending.value}>
            {t('test.run')}
          </Button>
        </form>
      )}
      {report.value && <ConnectionResult report={report.value} />}
    </Card>
  )
}
