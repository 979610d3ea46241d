import { t } from '../../../i18n/index.ts'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/field.tsx'
import type { SettingsForm } from './fields.tsx'

export function General({ form }: { form: SettingsForm }) {
  return (
    <Card title={t('settings.name_title')}>
      <TextField
        label={t('create.name')}
        hint={t('create.name_hint')}
        name="name"
        required
        value={form.draft.value.name}
        onValue={(name) => form.draft.put({ name })}
        error={form.errorOf('name')}
      />
    </Card>
  )
}
