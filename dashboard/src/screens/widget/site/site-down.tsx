import { problemTitle } from '../../../i18n/findings.ts'
import { formatAgo } from '../../../i18n/index.ts'
import { paths } from '../../../navigation/routes.ts'
import type { SiteStatus } from '../../../requests/api.ts'
import type { Loaded } from '../../../requests/resource.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { t } from '../phrases.ts'

/** Warns the owner of failed requests to the site. If the state can't be loaded, it shows no error of its own. */
export function SiteDown({ status, widget_id }: { status: Loaded<{ status: SiteStatus }>; widget_id: number }) {
  if (status.state !== 'ready' || status.value.status.last_failure === null) return null
  const { last_failure: failure, last_success_at: success } = status.value.status
  const now = Date.now()
  return (
    <Notice
      kind="warning"
      role="status"
      title={t('down.title')}
      action={<LinkButton href={paths.widget(widget_id, 'site')}>{t('down.act')}</LinkButton>}
    >
      <p>{t('down.text', { when: formatAgo(failure.at, now), problem: problemTitle(failure.problem) })}</p>
      <p>{success === null ? t('down.never') : t('down.since', { when: formatAgo(success, now) })}</p>
    </Notice>
  )
}
