import type { TokenReport } from '../../api.ts'
import { checkText, checkTitle, mistakeText } from '../../i18n/findings.ts'
import { formatTime, t } from '../../i18n/index.ts'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'

export function TokenResult({ report }: { report: TokenReport }) {
  const { ok, guest, mistake, checks, user_id: userId, expires_at: expiresAt, signed_with: signedWith } = report
  return (
    <div class="result">
      {ok ? (
        <Notice kind="good" role="status" title={t(guest ? 'token.ok_guest' : 'token.ok')} />
      ) : (
        <Notice kind="bad" role="alert" title={t('token.bad')}>
          {mistake && mistakeText(mistake)}
        </Notice>
      )}
      <ul class="findings" aria-label={t('token.checks')}>
        {checks.map((check) => (
          <Check key={check.code} check={check} />
        ))}
      </ul>
      <Facts
        facts={[
          userId !== null && [t('token.user'), guest ? t('token.guest') : <bdi>{userId}</bdi>],
          expiresAt !== null && [
            t(expiresAt > Date.now() ? 'token.expires' : 'token.expired_at'),
            formatTime(expiresAt),
          ],
          signedWith !== null && [t('token.signed_with'), t(`token.signed_${signedWith}`)],
          report.header !== null && [t('token.header'), <Raw text={report.header} />],
          report.payload !== null && [t('token.payload'), <Raw text={report.payload} />],
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
        {state !== 'skipped' && <span class="visually-hidden"> ({t(`token.${state}`)})</span>}: {checkText(check)}
      </span>
    </li>
  )
}
