import { stat } from 'node:fs/promises'
import { ChatError } from '@imbachat/protocol'
import sharp, { type Sharp } from 'sharp'
import type { InspectedFile } from '../../chat/attachments/ports.ts'
import { messageOf } from '../../error-message.ts'

// Decoders of other formats are never reached, whatever a file claims to be.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadNsgifFile',
  ],
})
sharp.cache(false)
sharp.concurrency(1)

/** Longest side of the stored original, pixels. Larger pictures can be sent as files. */
const LONGEST = 4_096
/** Longest side of the thumbnail, pixels: the width of a bubble on a dense display. */
const THUMB = 640
/** Smaller originals serve as their own small picture, bytes. */
const SMALL = 60_000
/** Longest side of the blurred placeholder. */
const BLUR = 16
/** Longest time for one step of the work on a picture. */
const SECONDS = 20

/**
 * Re-encodes the picture: applies its rotation and removes EXIF. Makes a thumbnail beside it.
 * @throws ChatError file_broken, picture_too_large
 */
export async function makePicture(path: string, mostPixels: number): Promise<InspectedFile> {
  const read = (animated: boolean) =>
    sharp(path, { animated, limitInputPixels: mostPixels === 0 ? false : mostPixels, failOn: 'error' }).timeout({
      seconds: SECONDS,
    })
  try {
    const { format, pages = 1, width = 0, height = 0, pageHeight = height } = await read(true).metadata()
    mustFit(width * pageHeight * pages, mostPixels)
    const animated = pages > 1
    const picture = `${path}.picture`
    const upright = read(animated)
      .rotate()
      .resize({ width: LONGEST, height: LONGEST, ...INSIDE })
    const { info, type } = await write(upright, format, picture)
    const shown = { width: info.width, height: info.pageHeight ?? info.height }
    const { size } = await stat(picture)
    const blur = await read(false)
      .rotate()
      .resize({ width: BLUR, height: BLUR, ...INSIDE })
      .webp({ quality: 20 })
      .toBuffer()
    const facts = {
      kind: 'image' as const,
      ...shown,
      blur: blur.toString('base64'),
      ...(animated && { animated }),
      variants: { original: { type, size } },
    }
    if (!animated && size <= SMALL && Math.max(shown.width, shown.height) <= THUMB) {
      return { facts, paths: { original: picture } }
    }
    const thumb = `${path}.thumb`
    const small = await read(false)
      .rotate()
      .resize({ width: THUMB, height: THUMB, ...INSIDE })
      .webp({ quality: 75 })
      .toFile(thumb)
    return {
      facts: { ...facts, variants: { ...facts.variants, thumb: { type: 'image/webp', size: small.size } } },
      paths: { original: picture, thumb },
    }
  } catch (error) {
    throw refusal(error)
  }
}

const INSIDE = { fit: 'inside', withoutEnlargement: true } as const

function write(picture: Sharp, format: string | undefined, path: string) {
  switch (format) {
    case 'jpeg':
      return to(picture.jpeg({ quality: 85 }), 'image/jpeg', path)
    case 'png':
      return to(picture.png(), 'image/png', path)
    case 'gif':
      return to(picture.gif(), 'image/gif', path)
    default:
      return to(picture.webp({ quality: 85 }), 'image/webp', path)
  }
}

const to = async (picture: Sharp, type: string, path: string) => ({ info: await picture.toFile(path), type })

function mustFit(pixels: number, most: number): void {
  if (most === 0 || pixels <= most) return
  throw new ChatError('picture_too_large', `The picture has ${pixels} pixels; at most ${most} are allowed.`)
}

function refusal(error: unknown): ChatError {
  if (error instanceof ChatError) return error
  const reason = messageOf(error)
  if (/pixel limit/.test(reason)) return new ChatError('picture_too_large', 'The picture has too many pixels.')
  return new ChatError('file_broken', 'The picture can not be read.')
}
