import { paths } from '../../navigation/routes.ts'
import type { WholePerson } from '../../requests/api.ts'
import { Card } from '../../ui/card.tsx'
import { t } from './person-roles-phrases.ts'

/** The person's rights as staff, and where each is set. */
export function PersonRoles({ widget_id, person }: { widget_id: number; person: WholePerson['person'] }) {
  const { user, role } = person
  return (
    <Card title={t('title')}>
      <dl class="facts">
        <div class="fact">
          <dt>{t('site')}</dt>
          <dd>
            {user.guest ? t('guest') : t(`site_${role}`)}
            {!user.guest && <p class="hint">{t('site_lead')}</p>}
            {role === 'admin' && <p class="hint">{t('admin_may')}</p>}
          </dd>
        </div>
        <div class="fact">
          <dt>{t('rooms')}</dt>
          <dd>{t('rooms_lead')}</dd>
        </div>
        <div class="fact">
          <dt>{t('team')}</dt>
          <dd>
            {t('team_lead')} <a href={paths.widget(widget_id, 'team')}>{t('team_link')}</a>
          </dd>
        </div>
      </dl>
    </Card>
  )
}
