import { useSignal } from '@preact/signals'
import { fieldText } from '../../../i18n/refusal.ts'
import { api, type TokenReport } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field } from '../../../ui/form/field.tsx'
import { FormError } from '../../../ui/notice.tsx'
import { t } from './token-phrases.ts'
import { TokenResult } from './token-result.tsx'

export function TokenTest({ widget_id }: { widget_id: number }) {
  const token = useSignal('')
  const report = useSignal<TokenReport | null>(null)
  const run = useSubmit(async () => {
    report.value = null
    report.value = (await api.testToken(widget_id, token.value.trim())).report
  })
  const error = run.error.value

  return (
    <Card title={t('title')} lead={t('lead')}>
      <form class="form" onSubmit={run.run}>
        <FormError error={error} fields={['token']} />
        <Field label={t('label')} error={fieldText(error, 'token')}>
          {(control) => (
            <textarea
              {...control}
              class="input code-input"
              name="token"
              rows={5}
              required
              dir="ltr"
              spellcheck={false}
              autoComplete="off"
              placeholder="eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.…"
              value={token.value}
              onInput={(event) => {
                token.value = event.currentTarget.value
              }}
            />
          )}
        </Field>
        <div class="form-acts">
          <Button kind="primary" type="submit" pending={run.pending.value}>
            {t('run')}
          </Button>
        </div>
      </form>
      {report.value && <TokenResult report={report.value} />}
    </Card>
  )
}
