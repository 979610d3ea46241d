import type { ComponentChildren } from 'preact'
import { useDraft, useUndo } from '../../drafts.ts'
import { common } from '../../i18n/index.ts'
import { fieldText } from '../../i18n/refusal.ts'
import { draftName } from '../../navigation/routes.ts'
import type { WidgetView } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { SaveBar } from '../../ui/form/save-bar.tsx'
import { FormError } from '../../ui/notice.tsx'
import type { SettingsForm, SettingsValues } from './settings/fields.tsx'
import { useTakeOver } from './take-over.tsx'

interface SettingsPageProps {
  widget: WidgetView
  section: 'features' | 'notifications' | 'appearance'
  onChanged: (widget: WidgetView) => void
  children: (form: SettingsForm) => ComponentChildren
}

/** One form over a widget's settings. Each section has a draft of its own. */
export function SettingsPage({ widget, section, onChanged, children }: SettingsPageProps) {
  const saved: SettingsValues = { ...widget.settings, name: widget.name }
  const draft = useUndo(useDraft(draftName(widget.widget_id, section), saved))
  const takeOver = useTakeOver(widget)
  const save = useSubmit(async () => {
    const sent = draft.changes
    const { name, ...settings } = sent
    const changed = await takeOver.change({ ...(name !== undefined && { name }), settings })
    if (changed === null) return
    draft.settle(sent)
    onChanged(changed)
    toast(common('act.saved'))
  })
  const error = save.error.value
  const fields = Object.keys(draft.value).map((field) => (field === 'name' ? field : `settings.${field}`))
  const form: SettingsForm = {
    draft,
    errorOf: (field) => fieldText(error, field === 'name' ? field : `settings.${field}`),
  }

  return (
    <>
      {takeOver.question}
      <form class="stack" onSubmit={save.run}>
        <FormError error={error} fields={fields} />
        {children(form)}
        <SaveBar
          changed={draft.changed}
          pending={save.pending.value}
          onUndo={draft.undo}
          onDiscard={() => {
            draft.discard()
            save.clear()
          }}
        />
      </form>
    </>
  )
}
