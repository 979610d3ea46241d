import type { OverviewView } from '../../../api.ts'
import { paths } from '../../../routes.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Origins } from '../origins.tsx'
import { Checklist } from '../overview/checklist.tsx'
import type { InstallProps } from './install.tsx'
import { say } from './words.ts'

/** What happens on the site ticks itself off here. */
export function CheckStep({ widget, onChanged, signs }: InstallProps & { signs: OverviewView['signs'] | null }) {
  if (signs === null) return <Loading lines={5} />
  const { widget_id: widgetId } = widget
  const isSetUp = signs.script_at !== null && signs.user_at !== null && signs.message_at !== null
  return (
    <>
      {isSetUp ? (
        <Notice
          kind="good"
          role="status"
          title={say('finished_title')}
          action={<LinkButton href={paths.widget(widgetId, 'appearance')}>{say('finished_act')}</LinkButton>}
        >
          {say('finished')}
        </Notice>
      ) : (
        <p class="hint">{say('check_lead')}</p>
      )}
      <Checklist widget={widget} signs={signs} isInSetUp />
      <Origins widget={widget} onChanged={onChanged} />
      <div class="form-acts">
        <LinkButton href={paths.widget(widgetId, 'token')}>{say('token_check')}</LinkButton>
      </div>
    </>
  )
}
