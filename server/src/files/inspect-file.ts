import { stat } from 'node:fs/promises'
import type { AttachmentKind } from '@imbachat/protocol'
import { fileTypeFromFile } from 'file-type'
import type { InspectedFile } from '../chat/attachments/ports.ts'

/** Kinds that a browser shows by itself, by the MIME type of the content. */
const SHOWN: Record<string, AttachmentKind> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/apng': 'image',
  'image/webp': 'image',
  'image/gif': 'image',
  'video/mp4': 'video',
  'video/webm': 'video',
  'video/quicktime': 'video',
}

/** What a browser records, as the content tells, and as a player wants to hear of it. */
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

/** Content tells what a file is; what the sender said decides only between possible kinds. */
export async function inspectFile(
  path: string,
  wish: { kind: AttachmentKind | null; type: string },
): Promise<InspectedFile> {
  const { size } = await stat(path)
  const found = (await fileTypeFromFile(path))?.mime
  const voice = wish.kind === 'voice' && found !== undefined ? VOICES[found] : undefined
  if (voice)
    return { facts: { kind: 'voice', variants: { original: { type: voice, size } } }, paths: { original: path } }
  const type = found ?? saidType(wish.type)
  const kind = (wish.kind === 'file' ? undefined : SHOWN[type]) ?? 'file'
  return { facts: { kind, variants: { original: { type, size } } }, paths: { original: path } }
}

const UNKNOWN = 'application/octet-stream'

/** Content without a mark of its own, such as text: the sender's word names it, and nothing is ever shown because of it. */
function saidType(said: string): string {
  const type = said.toLowerCase().split(';')[0]?.trim() ?? ''
  if (!/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,100}$/.test(type)) return UNKNOWN
  return /^(image|video|audio)\//.test(type) ? UNKNOWN : type
}
