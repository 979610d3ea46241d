import { LAUNCHER_TEXT_MAX, RADIUS_MAX, TITLE_MAX } from '@imbachat/protocol/brand/branding'

import { Card } from '../../../ui/card.tsx'
import { Field, TextField } from '../../../ui/form/field.tsx'
import { ColourField } from './colour-field.tsx'
import type { SettingsForm } from './fields.tsx'
import { LauncherIconField } from './launcher-icon.tsx'
import { t } from './phrases.ts'

export function Branding({ form }: { form: SettingsForm }) {
  const { draft, errorOf } = form
  const { value: settings, put } = draft
  return (
    <Card title={t('branding.title')} lead={t('branding.lead')}>
      <div class="form-grid">
        <ColourField form={form} name="accent" label={t('branding.accent')} hint={t('branding.accent_hint')} />
        <TextField
          label={t('branding.text')}
          hint={t('branding.text_hint', { max: LAUNCHER_TEXT_MAX })}
          optional
          name="settings.launcher_text"
          value={settings.launcher_text ?? ''}
          onValue={(value) => put({ launcher_text: value || null })}
          error={errorOf('launcher_text')}
        />
        <TextField
          label={t('branding.window_title')}
          hint={t('branding.window_title_hint', { max: TITLE_MAX })}
          optional
          name="settings.title"
          value={settings.title ?? ''}
          onValue={(value) => put({ title: value || null })}
          error={errorOf('title')}
        />
        <Field label={t('branding.radius')} hint={t('branding.radius_hint')} error={errorOf('radius')}>
          {(control) => (
            <div class="colour">
              <input
                {...control}
                class="slider"
                type="range"
                name="settings.radius"
                min="0"
                max={RADIUS_MAX}
                value={settings.radius}
                onInput={(event) => put({ radius: event.currentTarget.valueAsNumber })}
              />
              <output>{settings.radius} px</output>
            </div>
          )}
        </Field>
      </div>
      <LauncherIconField form={form} />
    </Card>
  )
}
