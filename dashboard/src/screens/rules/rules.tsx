import { useDraft } from '../../drafts.ts'
import { common } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { draftName } from '../../navigation/routes.ts'
import { api, type RulesView } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { SelectField } from '../../ui/form/field.tsx'
import { NumberField } from '../../ui/form/number-field.tsx'
import { SaveBar } from '../../ui/form/save-bar.tsx'
import { Loading } from '../../ui/loading.tsx'
import { FormError, LoadFailed, Notice } from '../../ui/notice.tsx'
import { LinesField } from './lines-field.tsx'
import { t } from './phrases.ts'
import { RuleLists } from './rule-lists.tsx'
import type { RulesValues } from './rules-values.ts'
import { TryBox } from './try-box.tsx'

const MESSAGE_ACTIONS = ['allow', 'flag', 'hold', 'refuse'] as const

/** The rules by which the server checks messages, and a box to try them. */
export function Rules({ widget_id }: { widget_id: number }) {
  const loaded = useResource(widget_id, () => api.call('rules.get', { widget_id }))
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  return <RulesForm widget_id={widget_id} stored={now.value} onStored={loaded.set} onReload={loaded.reload} />
}

interface RulesFormProps {
  widget_id: number
  stored: RulesView
  onStored: (stored: RulesView) => void
  onReload: () => void
}

function RulesForm({ widget_id, stored, onStored, onReload }: RulesFormProps) {
  const draft = useDraft<RulesValues>(draftName(widget_id, 'rules'), stored.rules)
  const rules = draft.value
  const save = useSubmit(async () => {
    const sent = draft.changes
    const body = { revision: stored.revision, ...sent }
    const changed = await api.call('rules.change', { widget_id, body })
    draft.settle(changed.rules)
    onStored(changed)
    toast(common('act.saved'))
  })
  const error = save.error.value
  const isConflict = error?.code === 'conflict'
  /** The refused value may be valid after this change: the next save checks it. */
  const change = (some: Partial<RulesValues>) => {
    if (!isConflict) save.clear()
    draft.put(some)
  }
  const put = <Part extends 'links' | 'new_users' | 'same_text'>(part: Part, some: Partial<RulesValues[Part]>) =>
    change({ [part]: { ...rules[part], ...some } })
  const { links, new_users, same_text } = rules

  return (
    <div class="rules">
      <form class="stack" onSubmit={save.run}>
        <p class="hint">{t('lead')}</p>
        {isConflict ? (
          <Notice kind="warning">
            <strong>{t('conflict')}</strong> {t('conflict_hint')}{' '}
            <Button
              kind="quiet"
              onClick={() => {
                save.clear()
                onReload()
              }}
            >
              {t('conflict_act')}
            </Button>
          </Notice>
        ) : (
          <FormError error={error} fields={['lists', 'links', 'new_users', 'same_text']} />
        )}
        <RuleLists lists={rules.lists} error={error} onLists={(lists) => change({ lists })} />
        <Card title={t('links')}>
          <div class="filters">
            <SelectField
              label={t('links_action')}
              hint={t(`about_${links.action}`)}
              name="links.action"
              value={links.action}
              options={MESSAGE_ACTIONS.map((value) => ({ value, label: t(`action_${value}`) }))}
              onValue={(action) => put('links', { action })}
            />
            {links.action !== 'allow' && (
              <SelectField
                label={t('applies_to')}
                hint={t(`about_${links.applies_to}`)}
                name="links.applies_to"
                value={links.applies_to}
                options={(['everyone', 'new_users'] as const).map((value) => ({
                  value,
                  label: t(`applies_${value}`),
                }))}
                onValue={(applies_to) => put('links', { applies_to })}
              />
            )}
          </div>
          {links.action !== 'allow' && (
            <LinesField
              label={t('domains')}
              hint={t('domains_hint')}
              name="links.allowed_domains"
              lines={links.allowed_domains}
              error={error}
              onLines={(allowed_domains) => put('links', { allowed_domains })}
            />
          )}
        </Card>
        <Card title={t('new_users')} lead={t('new_users_lead')}>
          <div class="filters">
            {(['hours', 'messages'] as const).map((name) => (
              <NumberField
                key={name}
                label={t(name)}
                hint={t('zero_off')}
                name={`new_users.${name}`}
                value={new_users[name]}
                error={fieldText(error, `new_users.${name}`)}
                onValue={(value) => put('new_users', { [name]: value })}
              />
            ))}
          </div>
          <div class="filters">
            <SelectField
              label={t('first_messages')}
              hint={t(`about_${new_users.first_messages}`)}
              name="new_users.first_messages"
              value={new_users.first_messages}
              options={MESSAGE_ACTIONS.map((value) => ({ value, label: t(`action_${value}`) }))}
              onValue={(first_messages) => put('new_users', { first_messages })}
            />
            <NumberField
              label={t('dialogs_per_day')}
              hint={t('zero_any')}
              name="new_users.dialogs_per_day"
              value={new_users.dialogs_per_day}
              error={fieldText(error, 'new_users.dialogs_per_day')}
              onValue={(dialogs_per_day) => put('new_users', { dialogs_per_day })}
            />
          </div>
        </Card>
        <Card title={t('same_text')} lead={t('same_text_lead')}>
          <div class="filters">
            <NumberField
              label={t('people')}
              hint={t('people_hint')}
              name="same_text.people"
              value={same_text.people}
              error={fieldText(error, 'same_text.people')}
              onValue={(people) => put('same_text', { people })}
            />
            {same_text.people > 0 && (
              <SelectField
                label={t('same_action')}
                hint={t(`about_${same_text.action}`)}
                name="same_text.action"
                value={same_text.action}
                options={(['flag', 'refuse'] as const).map((value) => ({ value, label: t(`action_${value}`) }))}
                onValue={(action) => put('same_text', { action })}
              />
            )}
          </div>
          <p class="hint">{t('admins')}</p>
        </Card>
        <SaveBar
          changed={draft.changed}
          pending={save.pending.value}
          onDiscard={() => {
            draft.discard()
            save.clear()
          }}
        />
      </form>
      <TryBox widget_id={widget_id} rules={rules} />
    </div>
  )
}
