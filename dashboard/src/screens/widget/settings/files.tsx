import { Card } from '../../../ui/card.tsx'
import { SwitchField } from '../../../ui/form/field.tsx'
import { NumberSetting, type SettingsForm, SwitchSetting } from './fields.tsx'
import { t } from './phrases.ts'

const KINDS = ['image', 'video', 'voice', 'file'] as const

/** Settings of files. */
export function Files({ form }: { form: SettingsForm }) {
  const { files, file_kinds: allowed } = form.draft.value
  return (
    <Card title={t('files.title')}>
      <SwitchSetting form={form} name="files" />
      {files && (
        <>
          {KINDS.map((kind) => (
            <SwitchField
              key={kind}
              label={t(`files.kind_${kind}`)}
              hint={t(`files.kind_${kind}_hint`)}
              name={`settings.file_kinds.${kind}`}
              value={allowed.includes(kind)}
              onValue={(on) =>
                form.draft.put({ file_kinds: KINDS.filter((each) => (each === kind ? on : allowed.includes(each))) })
              }
            />
          ))}
          <div class="form-grid">
            <NumberSetting form={form} name="file_max_mb" />
            <NumberSetting form={form} name="files_quota_mb" />
          </div>
        </>
      )}
    </Card>
  )
}
