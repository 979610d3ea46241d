import { useSignal } from '@preact/signals'
import { api, type WidgetView } from '../../api.ts'
import { rich, t } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/notice.tsx'
import { ConnectionTest } from './connection-test.tsx'
import { Origins } from './origins.tsx'

interface SiteTabProps {
  widget: WidgetView
  onChanged: (widget: WidgetView) => void
  onTested: () => void
}

export function SiteTab({ widget, onChanged, onTested }: SiteTabProps) {
  const url = useSignal(widget.users_info_url ?? '')
  const typed = url.value.trim()
  const unsaved = typed !== (widget.users_info_url ?? '')
  const save = useSubmit(async () => {
    const changed = await api.changeWidget(widget.widget_id, { users_info_url: typed || null })
    onChanged(changed.widget)
    url.value = changed.widget.users_info_url ?? ''
    toast(t('act.saved'))
  })
  const error = save.error.value

  return (
    <>
      <Card
        title={t('site.users_title')}
        lead={rich('site.users_lead', { mark: <code>{'{ids}'}</code>, query: <code>?user_ids=1,2,3</code> })}
      >
        <form class="form" onSubmit={save.run}>
          <FormError error={error} fields={['users_info_url']} />
          <TextField
            label={t('create.users_info_url')}
            name="users_info_url"
            type="url"
            placeholder="https://shop.example/api/users"
            value={url.value}
            onValue={(value) => {
              url.value = value
            }}
            error={fieldText(error, 'users_info_url')}
          />
          <div class="form-acts">
            <Button kind="primary" type="submit" disabled={!unsaved} pending={save.pending.value}>
              {t('act.save')}
            </Button>
            {unsaved && <span class="hint">{t('act.unsaved')}</span>}
          </div>
        </form>
      </Card>
      <ConnectionTest widgetId={widget.widget_id} url={typed} unsaved={unsaved} onTested={onTested} />
      <Origins widget={widget} onChanged={onChanged} />
    </>
  )
}
