import { type Brand, cleanBrand, launcherStyle, ownBrand } from '@imbachat/protocol/branding'
import type { LoaderConfig } from '@imbachat/protocol/page'

/**
 * Dresses the launcher and names the frame as the page wants it, over the widget's brand. A script of its own: few
 * pages pass a theme that is more than a word.
 * @returns for the frame
 */
export function wearPageBrand(
  theme: unknown,
  config: LoaderConfig,
  root: ShadowRoot,
  frame: HTMLIFrameElement,
): Partial<Brand> {
  const brand = cleanBrand(theme, config.brand)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(launcherStyle(brand))
  root.adoptedStyleSheets.push(sheet)
  config.label = brand.launcherText
  frame.title = brand.title ?? frame.title
  return ownBrand(brand)
}
