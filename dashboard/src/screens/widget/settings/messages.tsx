import { Card } from '../../../ui/card.tsx'
import { LinesSetting, NumberSetting, type SettingsForm, SwitchSetting } from './fields.tsx'
import { t } from './phrases.ts'

/** Settings of messages. */
export function Messages({ form }: { form: SettingsForm }) {
  return (
    <Card title={t('settings.messages_title')}>
      <SwitchSetting form={form} name="reactions" />
      <SwitchSetting form={form} name="forwarding" />
      <SwitchSetting form={form} name="link_previews" />
      <SwitchSetting form={form} name="edit_history" />
      <div class="form-grid">
        <NumberSetting form={form} name="edit_minutes" />
        <NumberSetting form={form} name="delete_minutes" />
      </div>
      <LinesSetting form={form} name="card_origins" />
    </Card>
  )
}
