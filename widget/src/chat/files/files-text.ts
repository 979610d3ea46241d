import type { Attachment } from '@imbachat/sdk'
import type { Phrases } from '../i18n/phrases-for.ts'

/** Names a message's files where they are not shown: in the list, and where a message is quoted. */
export function filesInWords(files: readonly Attachment[], { say, fill }: Phrases): string {
  const [first] = files
  if (!first) return ''
  if (files.length > 1)
    return fill(files.every(({ kind }) => kind === 'image') ? say.photos : say.files, { count: files.length })
  return first.kind === 'file' ? first.name : say[first.kind]
}

/** The address of a picture so small that it is sent with its message. */
export const tinyPicture = (blur: string) => `data:image/webp;base64,${blur}`

/** Is it shown in the message, and not as a row? */
export const isSeen = ({ kind }: Attachment): boolean => kind === 'image' || kind === 'video'
