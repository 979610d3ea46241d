import type { WebhookAttempt } from '@imbachat/protocol/http/dashboard'
import { formatNumber } from '../../../i18n/index.ts'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { problemText, t } from './webhook-phrases.ts'

/** One attempt: the request, the response, and its time. */
export function Attempt({ attempt }: { attempt: WebhookAttempt }) {
  const { request, answer, status, problem, ms } = attempt
  const how = problem === null ? t('problem_status', { status: status ?? '' }) : problemText(problem, status)
  // several may be open: each has a name of its own
  const named = (what: 'request' | 'answer') => [t(what), request?.headers['webhook-id']].filter(Boolean).join(' · ')
  return (
    <>
      <Notice kind={problem === null ? 'good' : 'bad'} role="status">
        {how} · {t('took', { ms: formatNumber(ms) })}
      </Notice>
      {request === null ? (
        <p class="hint">{t('request_gone')}</p>
      ) : (
        <CodeBlock name={named('request')} code={written(request)} />
      )}
      {answer === '' ? (
        <p class="hint">{t(status === null ? 'answer_none' : 'answer_empty')}</p>
      ) : (
        <CodeBlock name={named('answer')} code={answer} />
      )}
    </>
  )
}

function written({ url, headers, body }: NonNullable<WebhookAttempt['request']>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`POST ${url}`, ...lines, '', JSON.stringify(JSON.parse(body), null, 2)].join('\n')
}
