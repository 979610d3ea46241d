import type { TokenReport } from '../../api.ts'
import { checkText, checkTitle, mistakeText } from '../../i18n/findings.ts'
import { formatTime } from '../../i18n/index.ts'
import { Facts } from '../../ui/facts.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Notice } from '../../ui/notice.tsx'
import { say } from './token-phrases.ts'

export function TokenResult({ report }: { report: TokenReport }) {
  const { ok, guest, mistake, checks, user_id: userId, expires_at: expiresAt, signed_with: signedWith } = report
  return (
    <div class="result">
      {ok ? (
        <Notice kind="good" role="status" title={say(guest ? 'ok_guest' : 'ok')} />
      ) : (
        <Notice kind="bad" role="alert" title={say('bad')}>
          {mistake && mistakeText(mistake)}
        </Notice>
      )}
      <ul class="findings" aria-label={say('checks')}>
        {checks.map((check) => (
          <Check key={check.code} check={check} />
        ))}
      </ul>
      <Facts
        facts={[
          userId !== null && [say('user'), guest ? say('guest') : <bdi>{userId}</bdi>],
          expiresAt !== null && [say(expiresAt > Date.now() ? 'expires' : 'expired_at'), formatTime(expiresAt)],
          signedWith !== null && [say('signed_with'), say(`signed_${signedWith}`)],
          report.header !== null && [say('header'), <Raw text={report.header} />],
          report.payload !== null && [say('payload'), <Raw text={report.payload} />],
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
        {state !== 'skipped' && <span class="visually-hidden"> ({say(`${state}`)})</span>}: {checkText(check)}
      </span>
    </li>
  )
}
