import { Card } from '../../../ui/card.tsx'
import { t as tWidget } from '../phrases.ts'
import { ChoiceSetting, type SettingsForm } from './fields.tsx'
import { t as tSetting } from './phrases.ts'

/** Contact details in messages. All other rules for messages are in the section Rules. */
export function Contacts({ form, rulesHref }: { form: SettingsForm; rulesHref: string }) {
  const rules = (
    <a key="rules" href={rulesHref}>
      {tWidget('tab.rules')}
    </a>
  )
  return (
    <Card title={tSetting('settings.contacts_title')} lead={tSetting.rich('settings.contacts_lead', { rules })}>
      <ChoiceSetting form={form} name="mask_contacts" choices={['off', 'until_accepted', 'dialogs']} />
    </Card>
  )
}
