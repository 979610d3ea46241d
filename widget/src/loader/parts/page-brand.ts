import { type Brand, cleanBrand, ownBrand } from '@imbachat/protocol/brand/branding'
import { launcherStyle } from '@imbachat/protocol/brand/launcher-style'
import type { LoaderConfig } from '@imbachat/protocol/page/page-config'

/** Dresses the launcher and names the frame as the page wants it, over the widget's brand. */
export function createPageBrand(config: LoaderConfig, root: ShadowRoot, frame: HTMLIFrameElement) {
  const sheet = new CSSStyleSheet()
  root.adoptedStyleSheets.push(sheet)
  const { label } = config
  const { title } = frame
  return {
    /** @returns for the frame */
    apply(theme: unknown): Partial<Brand> {
      const brand = cleanBrand(theme, config.brand)
      sheet.replaceSync(launcherStyle(brand))
      config.label = brand.launcherText ?? label ?? null
      frame.title = brand.title ?? title
      return ownBrand(brand)
    },
  }
}
