import { LANGUAGES, languages } from '@imbachat/protocol/phrases/languages'

import { Card } from '../../../ui/card.tsx'
import { SelectField } from '../../../ui/form/field.tsx'
import { ChoiceSetting, type SettingsForm, SwitchSetting } from './fields.tsx'
import { t } from './phrases.ts'

export function Appearance({ form }: { form: SettingsForm }) {
  const { draft } = form
  return (
    <Card title={t('settings.looks_title')} lead={t.rich('settings.looks_lead', { call: <code>ImbaChat.load</code> })}>
      <div class="form-grid">
        <ChoiceSetting form={form} name="theme" choices={['default', 'dark', 'auto']} />
        <SelectField
          label={t('settings.language')}
          hint={t('settings.language_hint')}
          name="settings.language"
          value={draft.value.language ?? 'browser'}
          options={[
            { value: 'browser', label: t('settings.language_auto') },
            ...languages.map((language) => ({ value: language, label: LANGUAGES[language] })),
          ]}
          onValue={(value) => draft.put({ language: value === 'browser' ? null : value })}
          error={form.errorOf('language')}
        />
        <SwitchSetting form={form} name="preview" />
      </div>
    </Card>
  )
}
