import { DENSITIES } from '@imbachat/protocol/brand/branding'
import type { WidgetView } from '../../requests/api.ts'

import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { SelectField, TextField } from '../../ui/form/field.tsx'
import { Swatch } from '../../ui/form/swatch.tsx'
import { PhrasesCard } from './appearance/phrases-card.tsx'
import { PlacementCard } from './appearance/placement.tsx'
import { Preview } from './appearance/preview.tsx'
import { Appearance } from './settings/appearance.tsx'
import { Branding } from './settings/branding.tsx'
import { ColourField, START } from './settings/colour-field.tsx'
import { DEFAULT_APPEARANCE, DEFAULT_LOOKS, type Looks } from './settings/default-looks.ts'
import type { SettingsForm } from './settings/fields.tsx'
import { t } from './settings/phrases.ts'
import { SettingsPage } from './settings.tsx'

const LIGHT = ['background', 'text', 'bubble'] as const
const DARK = ['dark_accent', 'dark_background', 'dark_text', 'dark_bubble'] as const

/** Sets of colours that go together; each is read well in both themes. */
const PRESETS: Record<'blue' | 'green' | 'violet' | 'orange' | 'night', Partial<Looks>> = {
  blue: {},
  green: { accent: '#0f766e', radius: 12 },
  violet: { accent: '#6d28d9', radius: 20 },
  orange: { accent: '#c2410c', background: '#fffaf5', radius: 10 },
  night: { accent: '#4f46e5', theme: 'dark', dark_background: '#0b1020', dark_bubble: '#3730a3' },
}
const PRESET_NAMES = Object.keys(PRESETS) as (keyof typeof PRESETS)[]

export function AppearanceTab({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  return (
    <SettingsPage widget={widget} section="appearance" onChanged={onChanged}>
      {(form) => (
        <div class="looks">
          <div class="looks-preview">
            <Preview widget_id={widget.widget_id} settings={form.draft.value} />
          </div>
          <div class="stack">
            <Presets form={form} />
            <Branding form={form} />
            <Colours form={form} />
            <PlacementCard form={form} />
            <Appearance form={form} />
            <PhrasesCard form={form} />
          </div>
        </div>
      )}
    </SettingsPage>
  )
}

function Presets({ form: { draft } }: { form: SettingsForm }) {
  return (
    <Card
      title={t('looks.presets')}
      lead={t('looks.presets_lead')}
      aside={<Button onClick={() => draft.put({ ...DEFAULT_APPEARANCE })}>{t('looks.restore')}</Button>}
    >
      <div class="row-acts">
        {PRESET_NAMES.map((name) => (
          <Button key={name} onClick={() => draft.put({ ...DEFAULT_LOOKS, ...PRESETS[name] })}>
            <Swatch colour={PRESETS[name].accent ?? START.accent} />
            {t(`looks.preset_${name}`)}
          </Button>
        ))}
      </div>
    </Card>
  )
}

function Colours({ form }: { form: SettingsForm }) {
  const { draft, errorOf } = form
  return (
    <Card title={t('looks.colours')} lead={t('looks.colours_lead')}>
      <div class="form-grid">
        {[...LIGHT, ...DARK].map((name) => (
          <ColourField key={name} form={form} name={name} label={t(`looks.${name}`)} hint={t(`looks.${name}_hint`)} />
        ))}
        <TextField
          label={t('looks.font')}
          hint={t('looks.font_hint')}
          optional
          name="settings.font"
          value={draft.value.font ?? ''}
          onValue={(value) => draft.put({ font: value || null })}
          error={errorOf('font')}
        />
        <SelectField
          label={t('looks.density')}
          hint={t('looks.density_hint')}
          name="settings.density"
          value={draft.value.density}
          options={DENSITIES.map((value) => ({ value, label: t(`settings.density_${value}`) }))}
          onValue={(density) => draft.put({ density })}
          error={errorOf('density')}
        />
      </div>
    </Card>
  )
}
