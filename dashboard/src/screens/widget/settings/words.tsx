import { t } from '../../../i18n/index.ts'
import { Card } from '../../../ui/card.tsx'
import { Field } from '../../../ui/field.tsx'
import { ChoiceSetting, type SettingsForm } from './fields.tsx'

/** What messages must not have: words, one a line, and contact details. */
export function Words({ form }: { form: SettingsForm }) {
  return (
    <Card title={t('settings.words_title')}>
      <WordList form={form} name="words" />
      <WordList form={form} name="words_masked" />
      <ChoiceSetting form={form} name="mask_contacts" choices={['off', 'until_accepted', 'dialogs']} />
    </Card>
  )
}

function WordList({ form, name }: { form: SettingsForm; name: 'words' | 'words_masked' }) {
  return (
    <Field label={t(`settings.${name}`)} hint={t(`settings.${name}_hint`)} error={form.errorOf(name)}>
      {(control) => (
        <textarea
          {...control}
          class="input"
          rows={4}
          name={`settings.${name}`}
          value={form.draft.value[name].join('\n')}
          onChange={(event) => {
            const lines = event.currentTarget.value.split('\n').map((line) => line.trim())
            form.draft.put({ [name]: [...new Set(lines.filter((line) => line !== ''))] })
          }}
        />
      )}
    </Field>
  )
}
