import { stat } from 'node:fs/promises'
import { type AttachmentKind, ChatError } from '@imbachat/protocol'
import { fileTypeFromFile } from 'file-type'
import type { InspectedFile } from '../../chat/attachments/ports.ts'
import { makePicture } from './make-picture.ts'

export interface Inspection {
  path: string
  wish: { kind: AttachmentKind | null; type: string }
  mostPixels: number
  /** bytes that may be written for its variants; missing: no inspection */
  room?: number
}

/** Formats that are decoded here. Nothing else is shown as a picture: SVG is a program. */
const PICTURES = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif'])

/** Types that players accept: phones record QuickTime files that are MP4 except for their mark. */
const VIDEOS: Record<string, string> = {
  'video/mp4': 'video/mp4',
  'video/webm': 'video/webm',
  'video/quicktime': 'video/mp4',
}

/** Formats that browsers record: the type by the content, and the type that players expect. */
const VOICES: Record<string, string> = {
  'audio/webm': 'audio/webm',
  'video/webm': 'audio/webm',
  'audio/ogg': 'audio/ogg',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'audio/mp4': 'audio/mp4',
  'audio/x-m4a': 'audio/mp4',
  'video/mp4': 'audio/mp4',
  'audio/mpeg': 'audio/mpeg',
}

/**
 * Finds the type of a file by its content; the type that the sender declared decides only between possible kinds.
 * @throws ChatError file_broken, picture_too_large, storage_unavailable
 */
export async function inspectFile({
  path,
  wish,
  mostPixels,
  room = Number.POSITIVE_INFINITY,
}: Inspection): Promise<InspectedFile> {
  const { size } = await stat(path)
  const found = (await fileTypeFromFile(path))?.mime
  const asItIs = (kind: AttachmentKind, type: string): InspectedFile => ({
    facts: { kind, variants: { original: { type, size } } },
    paths: { original: path },
  })
  if (wish.kind === 'voice' && found !== undefined && VOICES[found]) return asItIs('voice', VOICES[found])
  if (wish.kind === 'file' || found === undefined) return asItIs('file', found ?? declaredType(wish.type))
  if (PICTURES.has(found)) {
    // the re-encoded picture and its thumbnail may take more than the picture itself
    if (2 * size > room) throw new ChatError('storage_unavailable', 'There is no room for the picture right now.')
    return makePicture(path, mostPixels)
  }
  return VIDEOS[found] ? asItIs('video', VIDEOS[found]) : asItIs('file', found)
}

const UNKNOWN = 'application/octet-stream'

/**
 * Content without a mark of its own, such as text: the sender's word names it, and nothing is ever shown because of it.
 */
function declaredType(contentType: string): string {
  const type = contentType.toLowerCase().split(';')[0]?.trim() ?? ''
  if (!/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,100}$/.test(type)) return UNKNOWN
  return /^(image|video|audio)\//.test(type) ? UNKNOWN : type
}
