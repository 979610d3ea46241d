// The kept pictures, and how another one is compared with them.
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pixelmatch from 'pixelmatch'
import sharp, { type Sharp } from 'sharp'

export const PICTURES = join(import.meta.dir, '..', 'pictures')

/**
 * Pictures are compared at half their size, where the edges of letters matter less. A pixel differs if its colour is
 * this far away (0 to 1, from black to white). A picture differs if enough pixels do in one square of `AREA`: a moved,
 * cut or repainted element is in one place, and noise is everywhere.
 */
const COLOUR = 0.08
const AREA = 12
const MOST_PIXELS = 48

/** Two heights of one picture, or two widths, are not a small difference. */
const OTHER_SIZE = 9_999

const fileOf = (name: string) => join(PICTURES, `${name.replaceAll(' ', '-')}.avif`)

const toCompare = async (picture: Uint8Array | string) => {
  const { width = 0, height = 0 } = await sharp(picture).metadata()
  return sharp(picture)
    .resize({ width: Math.ceil(width / 2), height: Math.ceil(height / 2), kernel: 'cubic', fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
}

export interface Difference {
  /** pixels in one square; `Infinity`: none is kept */
  pixels: number
  differs: boolean
  /** where one sees it */
  files: string[]
}

/** @param folder where the pictures of a difference go */
export async function compare(name: string, png: Uint8Array, folder: string): Promise<Difference> {
  const kept = fileOf(name)
  const save = async (kind: string, picture: Sharp) => {
    const file = join(folder, `${name.replaceAll(/[ /]/g, '-')}.${kind}.png`)
    await picture.png().toFile(file)
    return file
  }
  if (!(await Bun.file(kept).exists())) {
    return { pixels: Number.POSITIVE_INFINITY, differs: true, files: [await save('actual', sharp(png))] }
  }
  const [now, before] = await Promise.all([toCompare(png), toCompare(kept)])
  const { width, height } = now.info
  const same = before.info.width === width && before.info.height === height
  const drawn = new Uint8Array(now.data.length)
  const options = { threshold: COLOUR, includeAA: true }
  const pixels = same
    ? pixelmatch(before.data, now.data, null, width, height, { ...options, windowSize: AREA })
    : OTHER_SIZE
  if (pixels <= MOST_PIXELS) return { pixels, differs: false, files: [] }
  const files = [await save('kept', sharp(kept)), await save('actual', sharp(png))]
  if (same) {
    pixelmatch(before.data, now.data, drawn, width, height, options)
    files.push(await save('diff', sharp(drawn, { raw: { width, height, channels: 4 } })))
  }
  return { pixels, differs: true, files }
}

/** Half the size of a lossless WebP, and `compare` sees no difference. */
export async function keep(name: string, png: Uint8Array): Promise<void> {
  mkdirSync(dirname(fileOf(name)), { recursive: true })
  await sharp(png).avif({ quality: 40, chromaSubsampling: '4:4:4' }).toFile(fileOf(name))
}

export const keptFile = fileOf
