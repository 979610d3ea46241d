import type { WidgetSettings } from '../http/widget/widget-settings.ts'
import type { LoaderConfig } from '../page/page-config.ts'
import { ownWindowPhrases } from '../phrases/own-window-phrases.ts'
import { type Brand, ownBrand, type Palette } from './branding.ts'
import { launcherStyle } from './launcher-style.ts'
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

/** The part in the loader's script. Empty for the defaults, so that most scripts stay small. */
export function loaderLooks(settings: WidgetSettings): Pick<LoaderConfig, 'brand' | 'style' | 'label' | 'phrases'> {
  const whole = brandOf(settings)
  const brand = ownBrand(whole)
  const placed = placementStyle(settings)
  const phrases = ownWindowPhrases(settings.phrases)
  const words = phrases && { phrases }
  if (Object.keys(brand).length === 0) return placed === '' ? { ...words } : { style: placed, ...words }
  return { brand, style: launcherStyle(whole) + placed, label: whole.launcherText, ...words }
}
