import type { CallFinding } from '@imbachat/protocol/http/administration'
import { useSignal } from '@preact/signals'
import { callAdviceText, callFindingText } from '../../../i18n/findings.ts'
import { formatNumber } from '../../../i18n/index.ts'
import { ApiError, api } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { session } from '../../../session.ts'
import { Button } from '../../../ui/button.tsx'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { FormError, Notice } from '../../../ui/notice.tsx'
import { t } from './phrases.ts'
import { type Row, type RowResult, trialsOf, type Verdict, verdictOf } from './rows.ts'
import { knowsCalls } from './try-paths.ts'

const KINDS = { good: 'good', some: 'warning', bad: 'bad' } as const satisfies Record<Verdict, string>

/** This browser tries every way that a call can take, and what fails says what to do. */
export function CallTest({ widget_id }: { widget_id: number }) {
  const rows = useSignal<readonly Row[] | null>(null)
  const now = session.value
  const administrator = 'administrator' in now && now.administrator

  const change = (key: string, more: Partial<Row>) => {
    rows.value = rows.peek()?.map((row) => (row.key === key ? { ...row, ...more } : row)) ?? null
  }
  const run = useSubmit(async () => {
    const start = async () => (await api.call('call_tests.start', { widget_id })).paths
    const trials = trialsOf(await start(), {
      startAgain: () => orNull(start()),
      answer: (test_id, sdp) => api.call('call_tests.answer', { widget_id, body: { test_id, sdp } }),
    })
    rows.value = trials.map(({ key, title, note, run: tried, without, advice }) => ({
      ...{ key, title, note, found: null },
      ...{ result: tried ? { state: 'running' } : without, advice: tried ? '' : advice(without) },
    }))
    const ofServer = administrator ? foundByServer() : Promise.resolve([])
    await Promise.all([
      ...trials.map(async ({ key, run: tried, advice }) => {
        if (!tried) return
        const result = await tried()
        change(key, { result, advice: advice(result) })
      }),
      ofServer.then((findings) => {
        for (const { key, concerns } of trials) change(key, { found: findings.find(concerns) ?? null })
      }),
    ])
  })
  const shown = rows.value
  const verdict = shown && !run.pending.value ? verdictOf(shown) : null

  if (!knowsCalls()) return <Notice kind="warning">{t('no_calls')}</Notice>
  return (
    <section class="call-test" aria-label={t('test_title')}>
      <h3 class="field-label">{t('test_title')}</h3>
      <p class="hint">{t('test_lead')}</p>
      <FormError error={run.error.value} fields={[]} />
      {verdict && (
        <Notice kind={KINDS[verdict]} role="status" title={t(`verdict_${verdict}`)}>
          {t(`verdict_${verdict}_text`)}
        </Notice>
      )}
      {shown && (
        <ul class="call-paths" aria-busy={run.pending.value}>
          {shown.map((row) => (
            <Path key={row.key} row={row} />
          ))}
        </ul>
      )}
      {verdict && verdict !== 'good' && !administrator && <p class="hint">{t('for_administrator')}</p>}
      <div class="form-acts">
        <Button pending={run.pending.value} onClick={run.run}>
          {t(shown ? 'test_again' : 'test_run')}
        </Button>
      </div>
    </section>
  )
}

/** Empty if the server can't be asked: the results of the browser are enough. */
const foundByServer = async (): Promise<readonly CallFinding[]> =>
  (await orNull(api.call('server.check_calls', {})))?.findings ?? []

/** null: the server refuses, or can't be asked. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ApiError) return null
    throw error
  }
}

const ICONS = {
  running: null,
  passed: 'check',
  failed: 'cross',
  broken: 'cross',
  off: 'dash',
} as const satisfies Record<RowResult['state'], IconName | null>

function Path({ row: { title, note, result, advice, found } }: { row: Row }) {
  const isDoubtful = result.state === 'passed' && found !== null && found.status !== 'ok'
  const icon = isDoubtful ? 'warning' : ICONS[result.state]
  return (
    <li class={`call-path call-path-${isDoubtful ? 'doubtful' : result.state}`}>
      <span class="call-path-mark" aria-hidden="true">
        {icon ? <Icon name={icon} /> : <span class="spinner" />}
      </span>
      <div class="row-words">
        <span class="row-title">{title}</span>
        <span class="row-note" dir="auto">
          {note}
        </span>
      </div>
      <span class="call-path-result">{resultText(result)}</span>
      {advice !== '' && <p class="call-path-advice">{advice}</p>}
      {found && found.status !== 'ok' && (
        <p class="call-path-advice">
          {t('from_server', { found: callFindingText(found) })} {callAdviceText(found)}
        </p>
      )}
      {found?.status === 'ok' && result.state === 'failed' && (
        <p class="call-path-advice">{t('from_server', { found: callFindingText(found) })}</p>
      )}
    </li>
  )
}

function resultText(result: RowResult): string {
  switch (result.state) {
    case 'running':
      return t('running')
    case 'passed':
      return `${t('passed')} · ${t('ms', { ms: formatNumber(result.ms) })}`
    case 'failed':
    case 'broken':
      return t('failed')
    case 'off':
      return t('off')
  }
}
