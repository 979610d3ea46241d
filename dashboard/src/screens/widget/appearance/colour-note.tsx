import { type Ground, paletteTokens } from '@imbachat/protocol/brand/brand-tokens'
import { contrast, isColour, textOn } from '@imbachat/protocol/brand/colours'
import type { WidgetView } from '../../../requests/api.ts'
import { Button } from '../../../ui/button.tsx'
import { Swatch } from '../../../ui/form/swatch.tsx'
import type { SettingsForm } from '../settings/fields.tsx'
import { t } from './phrases.ts'

export type ColourName =
  | 'accent'
  | 'background'
  | 'text'
  | 'bubble'
  | 'dark_accent'
  | 'dark_background'
  | 'dark_text'
  | 'dark_bubble'

type Settings = WidgetView['settings']

/** The chat's colours in one theme, derived from the owner's. */
function tokensOf(settings: Settings, ground: Ground): Record<string, string> {
  const colour = (value: string | null) => (isColour(value) ? value.toLowerCase() : null)
  const accent = colour(settings.accent)
  const palette =
    ground === 'light'
      ? {
          accent,
          background: colour(settings.background),
          text: colour(settings.text),
          bubble: colour(settings.bubble),
        }
      : {
          accent: colour(settings.dark_accent) ?? accent,
          background: colour(settings.dark_background),
          text: colour(settings.dark_text),
          bubble: colour(settings.dark_bubble),
        }
  return paletteTokens(palette, ground).root
}

const TOKEN = { accent: '--link', background: '--surface', text: '--text', bubble: '--bubble-own' } as const

/** The colour that the chat shows in the place of the chosen one, so that words can be read; null: the chosen one. */
export function shownInstead(settings: Settings, name: ColourName): string | null {
  const chosen = settings[name]
  if (!isColour(chosen)) return null
  const isDark = name.startsWith('dark_')
  const part = name.replace('dark_', '') as keyof typeof TOKEN
  const shown = tokensOf(settings, isDark ? 'dark' : 'light')[TOKEN[part]]
  return shown === undefined || shown === chosen.toLowerCase() ? null : shown
}

/** Below the field of a colour: the contrast of its text, and the corrected colour that the chat shows instead. */
export function ColourNote({ form: { draft }, name }: { form: SettingsForm; name: ColourName }) {
  const chosen = draft.value[name]
  if (!isColour(chosen)) return null
  const isAccent = name === 'accent' || name === 'dark_accent'
  const instead = shownInstead(draft.value, name)
  const text = textOn(chosen)
  const ratio = contrast(chosen, text).toFixed(1)
  const colour = instead ?? ''
  return (
    <>
      {isAccent && <p class="field-hint">{t(text === '#ffffff' ? 'note_white' : 'note_black', { ratio })}</p>}
      {instead !== null && (
        <div class={`colour-note ${isAccent ? '' : 'colour-note-changed'}`} role="status">
          <Swatch colour={instead} />
          <span class="colour-note-text">{t(isAccent ? 'corrected_links' : 'corrected', { colour })}</span>
          {!isAccent && (
            <Button onClick={() => draft.put({ [name]: instead })}>{t('use_corrected', { colour })}</Button>
          )}
        </div>
      )}
    </>
  )
}
