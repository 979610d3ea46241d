import { useSignal } from '@preact/signals'
import { useDraft } from '../../../drafts.ts'
import { problemTitle, siteFindingText } from '../../../i18n/findings.ts'
import { common, formatAgo, formatNumber, formatTime } from '../../../i18n/index.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { draftName } from '../../../navigation/routes.ts'
import { api, type BeforeSendReport, type BeforeSendStatus, type WidgetView } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { SelectField, TextField } from '../../../ui/form/field.tsx'
import { SaveBar } from '../../../ui/form/save-bar.tsx'
import { FormError, Notice } from '../../../ui/notice.tsx'
import { t as tSetting } from '../settings/phrases.ts'
import { useTakeOver } from '../take-over.tsx'
import { t } from './site-phrases.ts'

const FAILURES = ['open', 'closed'] as const satisfies WidgetView['settings']['before_send_failure'][]

interface BeforeSendProps {
  widget: WidgetView
  onChanged: (widget: WidgetView) => void
}

/** The site's program that decides about messages, and its state. */
export function BeforeSend({ widget, onChanged }: BeforeSendProps) {
  const { widget_id, settings } = widget
  const draft = useDraft(`${draftName(widget_id, 'site')}/check`, {
    before_send_url: settings.before_send_url ?? '',
    before_send_failure: settings.before_send_failure,
  })
  const { before_send_url: url, before_send_failure } = draft.value
  const takeOver = useTakeOver(widget)
  const save = useSubmit(async () => {
    const sent = { before_send_url: url, before_send_failure }
    const changed = await takeOver.change({ settings: { before_send_url: url.trim() || null, before_send_failure } })
    if (changed === null) return
    draft.settle(sent)
    onChanged(changed)
    toast(common('act.saved'))
  })
  const error = save.error.value

  return (
    <Card title={t('check.title')} lead={t('check.lead')}>
      {takeOver.question}
      <form class="form" onSubmit={save.run}>
        <FormError error={error} fields={['settings.before_send_url', 'settings.before_send_failure']} />
        <TextField
          label={t('check.url')}
          hint={t('check.url_hint')}
          name="settings.before_send_url"
          type="url"
          placeholder="https://shop.example/api/check"
          value={url}
          onValue={(value) => draft.put({ before_send_url: value })}
          error={fieldText(error, 'settings.before_send_url')}
        />
        {url.trim() !== '' && (
          <SelectField
            label={tSetting('settings.before_send_failure')}
            hint={tSetting('settings.before_send_failure_hint')}
            name="settings.before_send_failure"
            value={before_send_failure}
            options={FAILURES.map((value) => ({ value, label: tSetting(`settings.before_send_failure_${value}`) }))}
            onValue={(value) => draft.put({ before_send_failure: value })}
            error={fieldText(error, 'settings.before_send_failure')}
          />
        )}
        <SaveBar
          changed={draft.changed}
          pending={save.pending.value}
          onDiscard={() => {
            draft.discard()
            save.clear()
          }}
        />
      </form>
      {url.trim() !== '' && <CheckTest widget_id={widget_id} url={url.trim()} />}
      {settings.before_send_url !== null && <CheckStatus widget_id={widget_id} />}
    </Card>
  )
}

/** Asks the address in the form, saved or not, about a made-up message. */
function CheckTest({ widget_id, url }: { widget_id: number; url: string }) {
  const text = useSignal<string>(t('check.example'))
  const report = useSignal<BeforeSendReport | null>(null)
  const run = useSubmit(async () => {
    report.value = null
    const body = { before_send_url: url, text: text.value }
    report.value = (await api.call('before_send.test', { widget_id, body })).report
  })
  const error = run.error.value
  return (
    <>
      <form class="form form-row" onSubmit={run.run}>
        <FormError error={error} fields={['text']} />
        <TextField
          label={t('check.text')}
          hint={t('check.text_hint')}
          name="text"
          required
          value={text.value}
          onValue={(value) => {
            text.value = value
          }}
          error={fieldText(error, 'text')}
        />
        <Button type="submit" pending={run.pending.value}>
          {t('check.run')}
        </Button>
      </form>
      {report.value && <CheckResult report={report.value} />}
    </>
  )
}

function CheckResult({ report }: { report: BeforeSendReport }) {
  const { problem, message, params, status, elapsed_ms: ms, body_start: body, answer } = report
  return (
    <div class="result">
      {answer && (
        <Notice kind="good" role="status">
          {decisionText(answer)}
        </Notice>
      )}
      {problem !== null && (
        <Notice kind="bad" role="alert" title={problemTitle(problem)}>
          {siteFindingText({ code: problem, message, params })}
        </Notice>
      )}
      <Facts
        facts={[
          [t('test.status'), status === null ? t('test.no_answer') : t('test.status_value', { status, ms: ms ?? 0 })],
          body !== null && [
            t('test.body'),
            <pre class="raw" dir="ltr">
              {body}
            </pre>,
          ],
        ]}
      />
    </div>
  )
}

function decisionText(answer: NonNullable<BeforeSendReport['answer']>): string {
  switch (answer.action) {
    case 'accept':
      return t('check.accept')
    case 'change':
      return t('check.change', { text: answer.text })
    case 'refuse':
      return answer.reason ? t('check.refuse', { text: answer.reason }) : t('check.refuse_plain')
    case 'hold':
      return answer.reason ? t('check.hold_reason', { text: answer.reason }) : t('check.hold')
  }
}

function CheckStatus({ widget_id }: { widget_id: number }) {
  const status = useResource(widget_id, () => api.call('before_send.status', { widget_id }))
  if (status.now.value.state !== 'ready') return null
  return (
    <>
      <CheckFacts status={status.now.value.value.status} />
      <div class="row-acts">
        <Button onClick={status.reload}>{t('check.refresh')}</Button>
      </div>
    </>
  )
}

function CheckFacts({ status }: { status: BeforeSendStatus }) {
  const { counts, p50_ms, p95_ms, paused_until, last_failure, since, silent_nodes } = status
  const { accept, change, refuse, hold, failed } = counts
  const isEmpty = accept + change + refuse + hold + failed === 0
  const shown = {
    ...{ accept: formatNumber(accept), change: formatNumber(change), refuse: formatNumber(refuse) },
    ...{ hold: formatNumber(hold), failed: formatNumber(failed) },
  }
  return (
    <Facts
      facts={[
        [t('check.status'), isEmpty ? t('check.none') : t('check.counts_value', shown)],
        p50_ms !== null && [
          t('check.times'),
          t('check.times_value', { p50: formatNumber(p50_ms), p95: formatNumber(p95_ms ?? p50_ms) }),
        ],
        !isEmpty && [
          t('check.calls'),
          paused_until === null ? t('check.calling') : t('check.paused', { time: formatTime(paused_until) }),
        ],
        last_failure !== null && [
          t('check.last_failure'),
          <>
            {formatAgo(last_failure.at, Date.now())}: {problemTitle(last_failure.problem)}.{' '}
            {siteFindingText({ ...last_failure, code: last_failure.problem })}
          </>,
        ],
        !isEmpty && [t('check.counted'), t('check.since', { time: formatTime(since) })],
        silent_nodes > 0 && [t('check.silent'), t('check.silent_nodes', { count: silent_nodes })],
      ]}
    />
  )
}
