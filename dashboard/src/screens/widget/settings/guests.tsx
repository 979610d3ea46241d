import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { ChoiceSetting, NumberSetting, type SettingsForm } from './fields.tsx'
import { t } from './phrases.ts'

/** Rights of visitors who are not signed in on the site. */
export function Guests({ form }: { form: SettingsForm }) {
  const { draft, errorOf } = form
  return (
    <Card title={t('guests.title')} lead={t('guests.lead')}>
      <ChoiceSetting form={form} name="guests" choices={['none', 'read', 'write']} />
      <TextField
        label={t('guests.sign_in_url')}
        hint={t('guests.sign_in_url_hint')}
        optional
        name="settings.sign_in_url"
        type="url"
        placeholder="/login"
        value={draft.value.sign_in_url ?? ''}
        onValue={(value) => draft.put({ sign_in_url: value.trim() || null })}
        error={errorOf('sign_in_url')}
      />
      {draft.value.guests === 'write' && <NumberSetting form={form} name="guest_messages_per_minute" />}
    </Card>
  )
}
