import { t } from '../../../i18n/index.ts'
import { Card } from '../../../ui/card.tsx'
import { Field } from '../../../ui/field.tsx'
import type { SettingsForm } from './fields.tsx'

/** Words that no message may have, one a line. */
export function Words({ form }: { form: SettingsForm }) {
  const { words } = form.draft.value
  return (
    <Card title={t('settings.words_title')}>
      <Field label={t('settings.words')} hint={t('settings.words_hint')} error={form.errorOf('words')}>
        {(control) => (
          <textarea
            {...control}
            class="input"
            rows={4}
            name="settings.words"
            value={words.join('\n')}
            onChange={(event) => {
              const lines = event.currentTarget.value.split('\n').map((line) => line.trim())
              form.draft.put({ words: [...new Set(lines.filter((line) => line !== ''))] })
            }}
          />
        )}
      </Field>
    </Card>
  )
}
