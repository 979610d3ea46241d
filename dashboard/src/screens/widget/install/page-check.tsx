import type { PageFinding } from '@imbachat/protocol/http/widget/site-checks'
import { useSignal } from '@preact/signals'
import { pageAdviceText, pageFindingText } from '../../../i18n/findings.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { api } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { FormError, Notice } from '../../../ui/notice.tsx'
import { t } from './phrases.ts'

const KINDS = { problem: 'bad', warning: 'warning', ok: 'good' } as const
const ORDER = ['problem', 'warning', 'ok'] as const

/** Finds problems of a page of the site, as `imbachat doctor --site` does. */
export function PageCheck({ widget_id, likely }: { widget_id: number; likely: string | null }) {
  const typed = useSignal<string | null>(null)
  const url = typed.value ?? likely ?? ''
  const findings = useSignal<readonly PageFinding[] | null>(null)
  const run = useSubmit(async () => {
    findings.value = null
    findings.value = (await api.call('site.page_check', { widget_id, body: { url: url.trim() } })).findings
  })
  const error = run.error.value
  const shown = findings.value
  const done = shown?.filter(({ status }) => status === 'ok') ?? []
  return (
    <Card title={t('page_title')} lead={t('page_lead')}>
      <form class="form form-row" onSubmit={run.run}>
        <FormError error={error} fields={['url']} />
        <TextField
          label={t('page_url')}
          name="url"
          type="url"
          required
          placeholder="https://shop.example/"
          value={url}
          onValue={(value) => {
            typed.value = value
          }}
          error={fieldText(error, 'url')}
        />
        <Button type="submit" pending={run.pending.value}>
          {t('page_run')}
        </Button>
      </form>
      {shown && (
        <div class="result" role="status">
          {shown.length === done.length && (
            <Notice kind="good" title={t('page_fine')}>
              {t('page_fine_text')}
            </Notice>
          )}
          {ORDER.flatMap((status) => shown.filter((finding) => finding.status === status && status !== 'ok')).map(
            (finding) => (
              <Notice key={finding.code} kind={KINDS[finding.status]} title={pageFindingText(finding)}>
                {pageAdviceText(finding)}
              </Notice>
            ),
          )}
          {done.length > 0 && (
            <details class="details">
              <summary>{t('page_done', { count: done.length })}</summary>
              <ul class="points">
                {done.map((finding) => (
                  <li key={finding.code}>{pageFindingText(finding)}</li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
    </Card>
  )
}
