import { LAUNCHER_ICONS, type LauncherIcon } from '@imbachat/protocol/brand/branding'
import { LAUNCHER_SHAPES } from '@imbachat/protocol/brand/launcher-style'
import { useId } from 'preact/hooks'

import type { SettingsForm } from './fields.tsx'
import { t } from './phrases.ts'

/** The icon that the launcher's own style draws. */
const CHAT = 'M10 4h4a8 8 0 0 1 0 16H4a2 2 0 0 1-2-2v-6a8 8 0 0 1 8-8z'

/** The pictures to choose from, as they look on the launcher. */
export function LauncherIconField({ form: { draft, errorOf } }: { form: SettingsForm }) {
  const id = useId()
  const error = errorOf('launcher_icon')
  return (
    <fieldset class="field" aria-describedby={`${id}-hint`}>
      <legend class="field-label">{t('branding.icon')}</legend>
      <div class="icon-choices">
        {LAUNCHER_ICONS.map((icon) => (
          <label key={icon} class="icon-choice" title={t(`settings.launcher_icon_${icon}`)}>
            <input
              type="radio"
              name="settings.launcher_icon"
              value={icon}
              aria-label={t(`settings.launcher_icon_${icon}`)}
              checked={draft.value.launcher_icon === icon}
              onChange={() => draft.put({ launcher_icon: icon })}
            />
            <Drawing icon={icon} />
          </label>
        ))}
      </div>
      {error !== undefined && <p class="field-error">{error}</p>}
      <p class="field-hint" id={`${id}-hint`}>
        {t('branding.icon_hint')}
      </p>
    </fieldset>
  )
}

function Drawing({ icon }: { icon: LauncherIcon }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {icon === 'question' ? (
        <text x="12" y="21" text-anchor="middle">
          ?
        </text>
      ) : (
        <path fill-rule="evenodd" d={LAUNCHER_SHAPES[icon] ?? CHAT} />
      )}
    </svg>
  )
}
