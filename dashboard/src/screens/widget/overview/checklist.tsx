import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import { originAllowed } from '@imbachat/protocol/page/origins'
import type { ComponentChildren } from 'preact'
import { formatAgo, formatDate } from '../../../i18n/index.ts'
import { paths } from '../../../navigation/routes.ts'
import type { OverviewView, WidgetView } from '../../../requests/api.ts'
import { isFromSite } from '../../../session.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { t } from './phrases.ts'

type Signs = OverviewView['signs']

export function scriptText({ script_at, script_origin }: Signs): string {
  if (script_at === null) return t('seen_never')
  const ago = formatAgo(script_at, Date.now())
  return script_origin === null ? t('script_unsaid', { ago }) : t('script_done', { origin: script_origin, ago })
}

interface ChecklistProps {
  widget: WidgetView
  signs: Signs
  /** it stands on the set-up's own page, which needs no link to itself */
  isInSetUp?: boolean
}

/** The steps from the script on the site to the first message. Each step is ticked as soon as it is done. */
export function Checklist({ widget, signs, isInSetUp = false }: ChecklistProps) {
  const { widget_id, origins, role } = widget
  const { script_at, script_origin, user_at, message_at } = signs
  const isForeign =
    script_origin !== null && script_origin !== location.origin && !originAllowed(script_origin, origins)
  const mayInstall = mayActAs(role, 'admin') && !isFromSite()
  const done = [script_at, user_at, message_at].filter((at) => at !== null).length
  const script = isForeign ? t('script_foreign', { origin: script_origin }) : scriptText(signs)
  return (
    <Card
      title={t('steps_title')}
      lead={t('steps_lead')}
      aside={
        <span class="chip" role="status">
          {t('steps_done', { done })}
        </span>
      }
    >
      <ol class="checklist">
        <Step name={t('script')} done={script_at !== null} text={script_at === null ? t('script_how') : script}>
          {mayInstall && !isInSetUp && script_at === null && (
            <LinkButton kind="primary" href={paths.widget(widget_id, 'install')}>
              {t('install')}
            </LinkButton>
          )}
          {mayInstall && !isInSetUp && isForeign && (
            <LinkButton href={paths.widget(widget_id, 'site')}>{t('site')}</LinkButton>
          )}
        </Step>
        <Step
          name={t('user')}
          done={user_at !== null}
          text={user_at === null ? t('user_how') : t('done_at', { date: formatDate(user_at) })}
        />
        <Step
          name={t('message')}
          done={message_at !== null}
          text={message_at === null ? t('message_how') : t('done_at', { date: formatDate(message_at) })}
        />
      </ol>
    </Card>
  )
}

interface StepProps {
  name: string
  done: boolean
  text: string
  children?: ComponentChildren
}

function Step({ name, done, text, children }: StepProps) {
  return (
    <li class={`check ${done ? 'check-done' : ''}`}>
      <span class="check-mark" role="img" aria-label={t(done ? 'done' : 'open')}>
        {done && <Icon name="check" />}
      </span>
      <div class="row-words">
        <span class="row-title">{name}</span>
        <span class="row-note">{text}</span>
      </div>
      {children}
    </li>
  )
}
