import { DEFAULT_BRAND } from '@imbachat/protocol/branding'
import type { WidgetView } from '../../../api.ts'

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

/** How a chat looks that nobody changed. Words, icon and place are no looks: they stay. */
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
