import { brandStyle } from '@imbachat/protocol/brand/brand-tokens'
import { isFont } from '@imbachat/protocol/brand/branding'
import type { Looks } from '../../bridge/messages.ts'

const fonts: FontFace[] = []
let applied: CSSStyleSheet | null = null

/** Puts the widget's own colours, corners and font over those of the style sheets, in the place of the last ones. */
export async function applyLooks({ brand = {}, fonts: files }: Pick<Looks, 'brand' | 'fonts'>): Promise<void> {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(brandStyle(brand))
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((one) => one !== applied), sheet]
  applied = sheet
  for (const font of fonts.splice(0)) document.fonts.delete(font)
  if (!files || !isFont(brand.font)) return
  for (const { data, weight } of files) {
    try {
      const font = await new FontFace(brand.font, data, { weight }).load()
      fonts.push(font)
      document.fonts.add(font)
    } catch (error) {
      // no font: the page's developer may see why
      console.warn(`ImbaChat: the font ${brand.font} can't be used: ${(error as Error).message}`)
    }
  }
}
