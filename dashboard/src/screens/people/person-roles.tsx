import type { WholePerson } from '../../api.ts'
import { paths } from '../../routes.ts'
import { Card } from '../../ui/card.tsx'
import { say } from './person-roles-phrases.ts'

/** What the person may do as staff, and where each of it is decided. */
export function PersonRoles({ widgetId, person }: { widgetId: number; person: WholePerson['person'] }) {
  const { user, role } = person
  return (
    <Card title={say('title')}>
      <dl class="facts">
        <div class="fact">
          <dt>{say('site')}</dt>
          <dd>
            {user.guest ? say('guest') : say(`site_${role}`)}
            {!user.guest && <p class="hint">{say('site_lead')}</p>}
            {role === 'admin' && <p class="hint">{say('admin_may')}</p>}
          </dd>
        </div>
        <div class="fact">
          <dt>{say('rooms')}</dt>
          <dd>{say('rooms_lead')}</dd>
        </div>
        <div class="fact">
          <dt>{say('team')}</dt>
          <dd>
            {say('team_lead')} <a href={paths.widget(widgetId, 'team')}>{say('team_link')}</a>
          </dd>
        </div>
      </dl>
    </Card>
  )
}
