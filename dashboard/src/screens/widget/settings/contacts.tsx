import { rich, t } from '../../../i18n/index.ts'
import { Card } from '../../../ui/card.tsx'
import { ChoiceSetting, type SettingsForm } from './fields.tsx'

/** Contact details in messages. All other rules for messages are in the section Rules. */
export function Contacts({ form, rulesHref }: { form: SettingsForm; rulesHref: string }) {
  const rules = (
    <a key="rules" href={rulesHref}>
      {t('tab.rules')}
    </a>
  )
  return (
    <Card title={t('settings.contacts_title')} lead={rich('settings.contacts_lead', { rules })}>
      <ChoiceSetting form={form} name="mask_contacts" choices={['off', 'until_accepted', 'dialogs']} />
    </Card>
  )
}
