import type { PageFont } from '../../bridge/messages.ts'
import { type Given, text } from '../options.ts'

/** Most files of one font, and their bytes together: the page's visitors wait for them. */
const MAX_FILES = 4
const MAX_BYTES = 1_000_000

/**
 * Fetches the files of the page's own font, as the page itself may: under its policy, with its cache. The frame gets
 * the bytes, so neither policy has to name a host for fonts. A file that can't be loaded is left out, with a warning in
 * the console.
 */
export async function fetchFonts(theme: unknown): Promise<PageFont[]> {
  const { fontFiles } = Object(theme) as Given
  const files = (Array.isArray(fontFiles) ? fontFiles : [fontFiles]).slice(0, MAX_FILES)
  const fonts: PageFont[] = []
  let bytes = 0
  for (const file of files) {
    const { url, weight } = (Object(file) === file && typeof file !== 'string' ? file : { url: file }) as Given
    if (typeof url !== 'string' || !url) continue
    try {
      const answer = await fetch(new URL(url, document.baseURI), { credentials: 'same-origin' })
      if (!answer.ok) throw new Error(`it answers ${answer.status}`)
      const data = await answer.arrayBuffer()
      bytes += data.byteLength
      if (bytes > MAX_BYTES) throw new Error(`a font may have ${MAX_BYTES} bytes`)
      fonts.push({ data, weight: /^[1-9]\d{0,3}( [1-9]\d{0,3})?$/.test(`${text(weight)}`) ? `${weight}` : '400' })
    } catch (error) {
      console.warn(`ImbaChat: the font ${url} can't be used: ${(error as Error).message}`)
    }
  }
  return fonts
}
