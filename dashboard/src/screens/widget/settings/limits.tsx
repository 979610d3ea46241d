import { Card } from '../../../ui/card.tsx'
import { NumberSetting, type SettingsForm } from './fields.tsx'
import { t } from './phrases.ts'

export function Limits({ form }: { form: SettingsForm }) {
  return (
    <Card title={t('settings.limits_title')} lead={t('settings.limits_lead')}>
      <div class="form-grid">
        <NumberSetting form={form} name="message_max_chars" />
        <NumberSetting form={form} name="messages_per_minute" />
      </div>
    </Card>
  )
}
