import { Card } from '../../../ui/card.tsx'
import { ChoiceSetting, NumberSetting, type SettingsForm } from '../settings/fields.tsx'
import { t } from './phrases.ts'

/** The corner of the launcher, and the size of the window. */
export function PlacementCard({ form }: { form: SettingsForm }) {
  return (
    <Card title={t('placement')} lead={t('placement_lead')}>
      <div class="form-grid">
        <ChoiceSetting form={form} name="position" choices={['right', 'left']} />
        <NumberSetting form={form} name="launcher_side" />
        <NumberSetting form={form} name="launcher_bottom" />
        <NumberSetting form={form} name="window_width" />
        <NumberSetting form={form} name="window_height" />
      </div>
    </Card>
  )
}
