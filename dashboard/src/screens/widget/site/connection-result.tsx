import { problemTitle, siteFindingText } from '../../../i18n/findings.ts'
import type { ConnectionReport } from '../../../requests/api.ts'

import { Avatar } from '../../../ui/avatar.tsx'
import { Facts } from '../../../ui/facts.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { t } from './site-phrases.ts'

export function ConnectionResult({ report }: { report: ConnectionReport }) {
  const { problem, message, params, url, status, elapsed_ms: ms, body_start: body, users, warnings } = report
  const works = problem === null && !warnings.some(isAboutTheUser)
  return (
    <div class="result">
      {works && (
        <Notice kind="good" role="status" title={t('test.ok_title')}>
          {t('test.ok_text')}
        </Notice>
      )}
      {problem !== null && (
        <Notice kind="bad" role="alert" title={problemTitle(problem)}>
          {siteFindingText({ code: problem, message, params })}
        </Notice>
      )}
      {warnings.map((warning) => (
        <Notice
          key={warning.code}
          kind="warning"
          {...(isAboutTheUser(warning) && { role: 'alert', title: problemTitle(warning.code) })}
        >
          {siteFindingText(warning)}
        </Notice>
      ))}
      {users.map((user) => (
        <UserCard key={user.user_id} user={user} />
      ))}
      <Facts
        facts={[
          url !== null && [t('test.called'), <code dir="ltr">{url}</code>],
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

/** The site responded, but not about the user that was asked for: nothing shows that the chat can use it. */
const isAboutTheUser = ({ code }: ConnectionReport['warnings'][number]) =>
  code === 'user_missing' || code === 'nameless'

function UserCard({ user }: { user: ConnectionReport['users'][number] }) {
  return (
    <figure class="user-card" aria-label={t('test.card_label')}>
      <Avatar name={user.name} url={user.avatar_url} />
      <div class="user-card-words">
        <p class="user-card-name">
          <bdi>{user.name}</bdi> <span class="chip">{user.user_id}</span>
        </p>
        <figcaption class="hint">
          {t('test.card_label')}
          {user.avatar_url === null && ` · ${t('test.no_avatar')}`}
        </figcaption>
      </div>
      {user.profile_url && (
        <a class="user-card-link" href={user.profile_url} target="_blank" rel="noopener noreferrer nofollow">
          {t('test.profile')}
        </a>
      )}
    </figure>
  )
}
