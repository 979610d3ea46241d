import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/field.tsx'
import { say as sayNewWidget } from '../../new-widget-phrases.ts'
import type { SettingsForm } from './fields.tsx'
import { say as saySetting } from './phrases.ts'

export function General({ form }: { form: SettingsForm }) {
  return (
    <Card title={saySetting('settings.name_title')}>
      <TextField
        label={sayNewWidget('name')}
        hint={sayNewWidget('name_hint')}
        name="name"
        required
        value={form.draft.value.name}
        onValue={(name) => form.draft.put({ name })}
        error={form.errorOf('name')}
      />
    </Card>
  )
}
