import { api, type WidgetView } from '../../api.ts'
import { useDraft } from '../../drafts.ts'
import { t } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { draftName } from '../../routes.ts'
import { useSubmit } from '../../submit.ts'
import { toast } from '../../toasts.ts'
import { FormError } from '../../ui/notice.tsx'
import { SaveBar } from '../../ui/save-bar.tsx'
import { Appearance } from './settings/appearance.tsx'
import { Branding } from './settings/branding.tsx'
import { Conversations } from './settings/conversations.tsx'
import type { SettingsForm, SettingsValues } from './settings/fields.tsx'
import { Files } from './settings/files.tsx'
import { General } from './settings/general.tsx'
import { Guests } from './settings/guests.tsx'
import { Limits } from './settings/limits.tsx'
import { Words } from './settings/words.tsx'

/** One form of sections. A new setting goes into its section, its phrases into both catalogs; nothing here changes. */
export function Settings({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  const draft = useDraft<SettingsValues>(draftName(widget.widget_id, 'settings'), {
    ...widget.settings,
    name: widget.name,
  })
  const save = useSubmit(async () => {
    const sent = draft.changes
    const { name, ...settings } = sent
    const changed = await api.changeWidget(widget.widget_id, { ...(name !== undefined && { name }), settings })
    draft.settle(sent)
    onChanged(changed.widget)
    toast(t('act.saved'))
  })
  const error = save.error.value
  const fields = Object.keys(draft.value).map((field) => (field === 'name' ? field : `settings.${field}`))
  const form: SettingsForm = {
    draft,
    errorOf: (field) => fieldText(error, field === 'name' ? field : `settings.${field}`),
  }

  return (
    <form class="stack" onSubmit={save.run}>
      <FormError error={error} fields={fields} />
      <General form={form} />
      <Conversations form={form} />
      <Files form={form} />
      <Guests form={form} />
      <Appearance form={form} />
      <Branding form={form} />
      <Words form={form} />
      <Limits form={form} />
      <SaveBar
        changed={draft.changed}
        pending={save.pending.value}
        onDiscard={() => {
          draft.discard()
          save.clear()
        }}
      />
    </form>
  )
}
