import { Card } from '../../../ui/card.tsx'
import { NumberSetting, type SettingsForm } from './fields.tsx'
import { say } from './phrases.ts'

export function Limits({ form }: { form: SettingsForm }) {
  return (
    <Card title={say('settings.limits_title')} lead={say('settings.limits_lead')}>
      <div class="form-grid">
        <NumberSetting form={form} name="message_max_chars" />
        <NumberSetting form={form} name="messages_per_minute" />
      </div>
    </Card>
  )
}
