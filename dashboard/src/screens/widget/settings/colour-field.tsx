import { isColour } from '@imbachat/protocol/brand/colours'
import { Field, useErrorOf } from '../../../ui/form/field.tsx'
import type { ColourName } from '../appearance/colour-note.tsx'
import { ColourNote } from '../appearance/colour-note.tsx'
import type { SettingsForm } from './fields.tsx'
import { t } from './phrases.ts'

interface ColourFieldProps {
  form: SettingsForm
  name: ColourName
  label: string
  hint: string
}

/** The picker's first colour while none is chosen. */
export const START: Record<ColourName, string> = {
  accent: '#2459e0',
  background: '#ffffff',
  text: '#171c26',
  bubble: '#dbe7ff',
  dark_accent: '#396ae4',
  dark_background: '#171b22',
  dark_text: '#e9edf4',
  dark_bubble: '#28468a',
}

/** A colour by picker or by its number; empty is the chat's own. */
export function ColourField({ form, name, label, hint }: ColourFieldProps) {
  const value = form.draft.value[name]
  const error = useErrorOf(form.errorOf(name), value)
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <>
          <div class="colour">
            <input
              type="color"
              class="colour-picker"
              aria-label={`${t('branding.accent_pick')}: ${label}`}
              value={isColour(value) ? value : START[name]}
              onInput={(event) => form.draft.put({ [name]: event.currentTarget.value })}
            />
            <input
              {...control}
              class="input"
              type="text"
              name={`settings.${name}`}
              spellcheck={false}
              autoComplete="off"
              placeholder={t('branding.accent_none')}
              value={value ?? ''}
              onInput={(event) => form.draft.put({ [name]: event.currentTarget.value.trim() || null })}
            />
          </div>
          <ColourNote form={form} name={name} />
        </>
      )}
    </Field>
  )
}
