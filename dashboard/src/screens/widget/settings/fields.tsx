import { rangesOfSettings } from '@imbachat/protocol/http/widget/setting-ranges' with { type: 'macro' }
import type { Draft } from '../../../drafts.ts'
import { formatNumber } from '../../../i18n/index.ts'
import type { WidgetView } from '../../../requests/api.ts'
import { Field, SelectField, SwitchField, useErrorOf } from '../../../ui/form/field.tsx'
import { NumberField } from '../../../ui/form/number-field.tsx'
import { useLines } from '../../../ui/text-lines.ts'
import { type SettingPhrase, t } from './phrases.ts'

const ranges = rangesOfSettings()

type Settings = WidgetView['settings']
/** Everything that the Settings tab changes. */
export type SettingsValues = Settings & { name: string }

export interface SettingsForm {
  draft: Draft<SettingsValues>
  errorOf(name: keyof SettingsValues): string | undefined
}

/**
 * Settings whose label, hint and choices are in the catalog: `settings.theme`, `settings.theme_hint`,
 * `settings.theme_dark`.
 */
type Labelled = {
  [Name in keyof Settings]: `settings.${Name}_hint` extends SettingPhrase ? Name : never
}[keyof Settings]
type Choosable = { [Name in Labelled]: Settings[Name] extends string ? Name : never }[Labelled]

interface ChoiceProps<Name extends Choosable> {
  form: SettingsForm
  name: Name
  /** in the order in which they are offered; each has its phrase, `settings.theme_dark` */
  choices: readonly SettingsValues[Name][]
}

export function ChoiceSetting<Name extends Choosable>({ form, name, choices }: ChoiceProps<Name>) {
  return (
    <SelectField<SettingsValues[Name]>
      label={t(`settings.${name}`)}
      hint={t(`settings.${name}_hint`)}
      name={`settings.${name}`}
      value={form.draft.value[name]}
      options={choices.map((value) => ({ value, label: t(`settings.${name}_${value}` as SettingPhrase) }))}
      onValue={(value) => form.draft.put({ [name]: value } as Partial<SettingsValues>)}
      error={form.errorOf(name)}
    />
  )
}

type Switchable = { [Name in Labelled]: Settings[Name] extends boolean ? Name : never }[Labelled]

export function SwitchSetting({ form, name }: { form: SettingsForm; name: Switchable }) {
  return (
    <SwitchField
      label={t(`settings.${name}`)}
      hint={t(`settings.${name}_hint`)}
      name={`settings.${name}`}
      value={form.draft.value[name]}
      onValue={(value) => form.draft.put({ [name]: value } as Partial<SettingsValues>)}
      error={form.errorOf(name)}
    />
  )
}

type Numeric = { [Name in Labelled]: Settings[Name] extends number ? Name : never }[Labelled]

export function NumberSetting({ form, name }: { form: SettingsForm; name: Numeric }) {
  const { min, max } = ranges[name]
  return (
    <NumberField
      label={t(`settings.${name}`)}
      hint={t(`settings.${name}_hint`, { min: formatNumber(min), max: formatNumber(max) })}
      name={`settings.${name}`}
      value={form.draft.value[name]}
      onValue={(value) => form.draft.put({ [name]: value })}
      error={form.errorOf(name)}
    />
  )
}

type Listed = { [Name in Labelled]: Settings[Name] extends string[] ? Name : never }[Labelled]

/** A list with an entry a line. */
export function LinesSetting({ form, name }: { form: SettingsForm; name: Exclude<Listed, 'file_kinds'> }) {
  const { text, read } = useLines(form.draft.value[name])
  const error = useErrorOf(form.errorOf(name), text)
  return (
    <Field label={t(`settings.${name}`)} hint={t(`settings.${name}_hint`)} error={error} name={`settings.${name}`}>
      {(control) => (
        <textarea
          {...control}
          class="input"
          rows={4}
          name={`settings.${name}`}
          value={text}
          onInput={(event) => form.draft.put({ [name]: read(event.currentTarget.value) })}
        />
      )}
    </Field>
  )
}
