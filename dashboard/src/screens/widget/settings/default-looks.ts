import { DEFAULT_BRAND } from '@imbachat/protocol/brand/branding'
import { DEFAULT_PLACEMENT } from '@imbachat/protocol/brand/placement'
import type { WidgetView } from '../../../requests/api.ts'

export type Looks = Pick<
  WidgetView['settings'],
  | 'theme'
  | 'accent'
  | 'background'
  | 'text'
  | 'bubble'
  | 'dark_accent'
  | 'dark_background'
  | 'dark_text'
  | 'dark_bubble'
  | 'font'
  | 'density'
  | 'radius'
>

/** The default appearance. A preset changes only these values; texts, icon and place stay. */
export const DEFAULT_LOOKS: Looks = {
  theme: 'default',
  accent: DEFAULT_BRAND.accent,
  background: null,
  text: null,
  bubble: null,
  dark_accent: null,
  dark_background: null,
  dark_text: null,
  dark_bubble: null,
  font: DEFAULT_BRAND.font,
  density: DEFAULT_BRAND.density,
  radius: DEFAULT_BRAND.radius,
}

/** The whole section as it was before anybody changed it. */
export const DEFAULT_APPEARANCE = {
  ...DEFAULT_LOOKS,
  ...DEFAULT_PLACEMENT,
  position: 'right',
  language: null,
  preview: true,
  launcher_icon: DEFAULT_BRAND.launcherIcon,
  launcher_text: DEFAULT_BRAND.launcherText,
  title: DEFAULT_BRAND.title,
  phrases: {},
} as const satisfies Partial<WidgetView['settings']>
