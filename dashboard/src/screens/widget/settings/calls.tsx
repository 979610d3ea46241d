import { isFromSite } from '../../../session.ts'
import { Card } from '../../../ui/card.tsx'
import { CallTest } from '../calls/call-test.tsx'
import { t } from '../calls/phrases.ts'
import { ChoiceSetting, type SettingsForm } from './fields.tsx'

/** Settings of calls, and a test of whether they connect from here. */
export function Calls({ form, widget_id }: { form: SettingsForm; widget_id: number }) {
  return (
    <Card title={t('title')}>
      <ChoiceSetting form={form} name="calls" choices={['off', 'audio', 'video']} />
      <ChoiceSetting form={form} name="group_calls" choices={['all', 'managers', 'off']} />
      <ChoiceSetting form={form} name="call_path" choices={['direct', 'server']} />
      {/* tests are counted by account */}
      {!isFromSite() && <CallTest widget_id={widget_id} />}
    </Card>
  )
}
