import { useActFromAddress } from '../../../navigation/act-from-address.ts'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { t as tNewWidget } from '../../new-widget-phrases.ts'
import type { SettingsForm } from './fields.tsx'
import { t as tSetting } from './phrases.ts'

export function General({ form }: { form: SettingsForm }) {
  useActFromAddress({
    rename() {
      const field = document.querySelector<HTMLInputElement>('input[name=name]')
      field?.focus()
      field?.select()
    },
  })
  return (
    <Card title={tSetting('settings.name_title')}>
      <TextField
        label={tNewWidget('name')}
        hint={tNewWidget('name_hint')}
        name="name"
        required
        value={form.draft.value.name}
        onValue={(name) => form.draft.put({ name })}
        error={form.errorOf('name')}
      />
    </Card>
  )
}
