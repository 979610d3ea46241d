import { checkText, checkTitle, mistakeText } from '../../../i18n/findings.ts'
import { formatTime } from '../../../i18n/index.ts'
import type { TokenReport } from '../../../requests/api.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { t } from './token-phrases.ts'

export function TokenResult({ report }: { report: TokenReport }) {
  const { ok, guest, mistake, checks, user_id, expires_at, signed_with } = report
  return (
    <div class="result">
      {ok ? (
        <Notice kind="good" role="status" title={t(guest ? 'ok_guest' : 'ok')} />
      ) : (
        <Notice kind="bad" role="alert" title={t('bad')}>
          {mistake && mistakeText(mistake)}
        </Notice>
      )}
      <ul class="findings" aria-label={t('checks')}>
        {checks.map((check) => (
          <Check key={check.code} check={check} />
        ))}
      </ul>
      <Facts
        facts={[
          user_id !== null && [t('user'), guest ? t('guest') : <bdi>{user_id}</bdi>],
          expires_at !== null && [t(expires_at > Date.now() ? 'expires' : 'expired_at'), formatTime(expires_at)],
          signed_with !== null && [t('signed_with'), t(`signed_${signed_with}`)],
          report.header !== null && [t('header'), <Raw text={report.header} />],
          report.payload !== null && [t('payload'), <Raw text={report.payload} />],
        ]}
      />
    </div>
  )
}

function Raw({ text }: { text: string }) {
  return (
    <pre class="raw" dir="ltr">
      {text}
    </pre>
  )
}

function Check({ check }: { check: TokenReport['checks'][number] }) {
  const state = check.passed === null ? 'skipped' : check.passed ? 'passed' : 'failed'
  return (
    <li class={`finding finding-${state}`}>
      <Icon name={state === 'passed' ? 'check' : state === 'failed' ? 'cross' : 'dash'} />
      <span>
        <b class="finding-title">{checkTitle(check.code)}</b>
        {state !== 'skipped' && <span class="visually-hidden"> ({t(`${state}`)})</span>}: {checkText(check)}
      </span>
    </li>
  )
}
