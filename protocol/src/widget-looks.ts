import { type Brand, launcherStyle, ownBrand, type Palette } from './branding.ts'
import type { WidgetSettings } from './http/widget-settings.ts'
import type { LoaderConfig } from './page.ts'
import { placementStyle } from './placement.ts'

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

/** What the loader's script carries of it. Nothing for the default looks: most scripts stay as small as they are. */
export function loaderLooks(settings: WidgetSettings): Pick<LoaderConfig, 'brand' | 'style' | 'label'> {
  const whole = brandOf(settings)
  const brand = ownBrand(whole)
  const placed = placementStyle(settings)
  if (Object.keys(brand).length === 0) return placed === '' ? {} : { style: placed }
  return { brand, style: launcherStyle(whole) + placed, label: whole.launcherText }
}
