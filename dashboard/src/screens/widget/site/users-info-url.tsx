import { useSignal } from '@preact/signals'
import { useDraft } from '../../../drafts.ts'
import { common } from '../../../i18n/index.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { draftName } from '../../../navigation/routes.ts'
import type { ApiError, WidgetView } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { SaveBar } from '../../../ui/form/save-bar.tsx'
import { FormError } from '../../../ui/notice.tsx'
import { t as tNewWidget } from '../../new-widget-phrases.ts'
import { NumberSetting, type SettingsForm } from '../settings/fields.tsx'
import { useTakeOver } from '../take-over.tsx'
import { ConnectionTest } from './connection-test.tsx'
import { t as tSite } from './site-phrases.ts'

export interface SiteTabProps {
  widget: WidgetView
  onChanged: (widget: WidgetView) => void
  /** @param works the site answered well at the saved address */
  onTested: (works: boolean) => void
}

/** The address where the chat asks the site about its users, the time that an answer is kept, and a test. */
export function UsersInfoUrl({ widget, onChanged, onTested }: SiteTabProps) {
  const savedUrl = widget.users_info_url ?? ''
  const draft = useDraft(draftName(widget.widget_id, 'site'), {
    ...widget.settings,
    name: widget.name,
    users_info_url: savedUrl,
  })
  const url = draft.value.users_info_url
  const takeOver = useTakeOver(widget)
  const save = useSubmit(async () => {
    const sent = draft.changes
    const { users_info_url, name: _, ...settings } = sent
    const changed = await takeOver.change({
      ...(users_info_url !== undefined && { users_info_url: users_info_url.trim() || null }),
      ...(Object.keys(settings).length > 0 && { settings }),
    })
    if (changed === null) return
    draft.settle(sent)
    onChanged(changed)
    toast(common('act.saved'))
  })
  const error = save.error.value
  const form: SettingsForm = { draft, errorOf: (field) => fieldText(error, `settings.${field}`) }
  // the test tries the address above, so its complaint about the address is shown there
  const testError = useSignal<ApiError | null>(null)

  return (
    <>
      {takeOver.question}
      <Card
        title={tSite('site.users_title')}
        lead={tSite.rich('site.users_lead', { mark: <code>{'{ids}'}</code>, query: <code>?user_ids=1,2,3</code> })}
      >
        <form class="form" onSubmit={save.run}>
          <FormError error={error} fields={['users_info_url', 'settings.users_ttl_seconds']} />
          <TextField
            label={tNewWidget('users_info_url')}
            name="users_info_url"
            type="url"
            placeholder="https://shop.example/api/users"
            value={url}
            onValue={(value) => {
              testError.value = null
              draft.put({ users_info_url: value })
            }}
            error={fieldText(error, 'users_info_url') ?? fieldText(testError.value, 'users_info_url')}
          />
          <NumberSetting form={form} name="users_ttl_seconds" />
          <SaveBar
            changed={draft.changed}
            pending={save.pending.value}
            onDiscard={() => {
              draft.discard()
              save.clear()
            }}
          />
        </form>
      </Card>
      <ConnectionTest
        widget_id={widget.widget_id}
        url={url.trim()}
        unsaved={url !== savedUrl}
        onTested={onTested}
        onRefused={(refusal) => {
          testError.value = refusal
        }}
      />
    </>
  )
}
