import { isTestUser } from '@imbachat/protocol/http/widget/test-users'
import { paths } from '../../../navigation/routes.ts'
import { api, type OverviewView } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { dialogButton, talkButton } from '../../../signing/index.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../../ui/loading.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Checklist } from '../overview/checklist.tsx'
import { Origins } from '../site/origins.tsx'
import type { InstallProps } from './install-props.ts'
import { PageCheck } from './page-check.tsx'
import { t } from './phrases.ts'
import { TestUsers } from './test-users.tsx'

/** Milliseconds between two looks at who has come. */
const LOOK_MS = 4_000

/** A checklist that follows events on the site. */
export function CheckStep({
  widget,
  onChanged,
  signs,
  kind,
}: InstallProps & { signs: OverviewView['signs'] | null; kind: string | null }) {
  if (signs === null) return <Loading lines={5} />
  const { widget_id } = widget
  const isSetUp = signs.script_at !== null && signs.user_at !== null && signs.message_at !== null
  return (
    <>
      <TestUsers widget_id={widget_id} />
      {isSetUp ? (
        <Notice
          kind="good"
          role="status"
          title={t('finished_title')}
          action={<LinkButton href={paths.widget(widget_id, 'appearance')}>{t('finished_act')}</LinkButton>}
        >
          {t('finished')}
        </Notice>
      ) : (
        <p class="hint">{t('check_lead')}</p>
      )}
      <Checklist widget={widget} signs={signs} isInSetUp />
      <PageCheck widget_id={widget_id} likely={signs.script_origin ?? widget.origins[0] ?? null} />
      {signs.message_at === null && <TwoUsers widget_id={widget_id} kind={kind} />}
      <Origins widget={widget} onChanged={onChanged} />
      <div class="form-acts">
        <LinkButton href={paths.widget(widget_id, 'token')}>{t('token_check')}</LinkButton>
      </div>
    </>
  )
}

/** Explains how to send the first message: an owner who tries the chat alone sees an empty one. */
function TwoUsers({ widget_id, kind }: { widget_id: number; kind: string | null }) {
  const known = useResource(widget_id, () => api.call('people.list', { widget_id, query: { limit: '3' } }))
  useVisibleInterval(LOOK_MS, known.look)
  const now = known.now.value
  const user = now.state === 'ready' ? now.value.people.find(({ user }) => !isTestUser(user.user_id))?.user : undefined
  const label = t('talk_button')
  const line = user ? dialogButton(user.user_id, label) : talkButton(kind ?? 'other', label)
  return (
    <Card title={t('two_title')}>
      <ol class="steps">
        <li>{t('two_1')}</li>
        <li>
          {t('two_2')}
          <CodeBlock name={t('talk_line')} code={line} />
          <p class="hint">{user ? t('two_known', { name: user.name }) : t('two_unknown')}</p>
        </li>
        <li>{t('two_3')}</li>
      </ol>
    </Card>
  )
}
