import { Card } from '../../../ui/card.tsx'
import { say as sayWidget } from '../phrases.ts'
import { ChoiceSetting, type SettingsForm } from './fields.tsx'
import { say as saySetting } from './phrases.ts'

/** Contact details in messages. All other rules for messages are in the section Rules. */
export function Contacts({ form, rulesHref }: { form: SettingsForm; rulesHref: string }) {
  const rules = (
    <a key="rules" href={rulesHref}>
      {sayWidget('tab.rules')}
    </a>
  )
  return (
    <Card title={saySetting('settings.contacts_title')} lead={saySetting.rich('settings.contacts_lead', { rules })}>
      <ChoiceSetting form={form} name="mask_contacts" choices={['off', 'until_accepted', 'dialogs']} />
    </Card>
  )
}
