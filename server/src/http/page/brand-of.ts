import type { Brand, Palette } from '@imbachat/protocol/branding'
import type { WidgetSettings } from '../../owner/widgets/widget.ts'

/** The looks that a widget's owner chose. */
export function brandOf(settings: WidgetSettings): Brand {
  const { accent, background, text, bubble, launcher_icon, launcher_text, title, radius, font, density } = settings
  const { dark_accent, dark_background, dark_text, dark_bubble } = settings
  const dark: Palette = { accent: dark_accent, background: dark_background, text: dark_text, bubble: dark_bubble }
  return {
    accent,
    background,
    text,
    bubble,
    dark: Object.values(dark).every((colour) => colour === null) ? null : dark,
    font,
    density,
    launcherIcon: launcher_icon,
    launcherText: launcher_text,
    title,
    radius,
  }
}
