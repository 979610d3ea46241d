import { Card } from '../../../ui/card.tsx'
import { ChoiceSetting, type SettingsForm, SwitchSetting } from './fields.tsx'
import { t } from './phrases.ts'

export function Conversations({ form }: { form: SettingsForm }) {
  return (
    <Card title={t('settings.dialogs_title')}>
      <ChoiceSetting form={form} name="dialogs" choices={['open', 'request', 'friends', 'permitted']} />
      <ChoiceSetting form={form} name="rooms" choices={['open', 'site']} />
      <SwitchSetting form={form} name="directory" />
      <SwitchSetting form={form} name="page_rooms" />
      <SwitchSetting form={form} name="page_elements" />
    </Card>
  )
}
