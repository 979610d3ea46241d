import type { Attachment, AttachmentKind, ErrorCode } from '@imbachat/protocol'

/** The sender's description of a file. */
export interface UploadInput {
  /** cleaned */
  name: string
  /** the MIME type that the client named; never believed */
  type: string
  /** null: by the content */
  kind: AttachmentKind | null
  width?: number
  height?: number
  duration_ms?: number
  bars?: number[]
}

/** A file on its way, as stored. */
export interface Upload {
  widget_id: number
  upload_id: string
  room_id: number
  user_id: string
  /** bytes, as announced */
  size: number
  wish: UploadInput
  state: 'open' | 'ready' | 'refused'
  error: ErrorCode | null
  /** when it is ready */
  attachment: Attachment | null
  expires_at: number
}

/**
 * Owner of files that the site uploads for no user: the picture of a room, which is fetched before the room may exist,
 * and files of imported messages, whose authors may have left.
 */
export const FROM_SITE = { room_id: 0, user_id: '' } as const

export const isFromSite = ({ user_id }: { user_id: string }): boolean => user_id === FROM_SITE.user_id

export const VARIANTS = ['original', 'thumb'] as const
export type Variant = (typeof VARIANTS)[number]

/** A file's properties, read from its bytes, and the variants that are stored. */
export interface BlobFacts {
  kind: AttachmentKind
  width?: number
  height?: number
  blur?: string
  animated?: true
  variants: { original: VariantFacts; thumb?: VariantFacts }
}

export interface VariantFacts {
  /** MIME type by the content */
  type: string
  size: number
}

/** The attachment as a message will carry it. The file's content takes precedence over the sender's description. */
export function attachmentOf({ upload_id, wish }: Pick<Upload, 'upload_id' | 'wish'>, facts: BlobFacts): Attachment {
  const { kind, variants, blur, animated } = facts
  const { type, size } = variants.original
  const width = facts.width ?? (kind === 'video' ? wish.width : undefined)
  const height = facts.height ?? (kind === 'video' ? wish.height : undefined)
  const timed = kind === 'video' || kind === 'voice'
  return {
    file_id: upload_id,
    kind,
    name: wish.name,
    size,
    type,
    ...(width !== undefined && height !== undefined && { width, height }),
    ...(blur !== undefined && { blur }),
    ...(animated && { animated }),
    ...(variants.thumb && { thumb: true as const }),
    ...(timed && wish.duration_ms !== undefined && { duration_ms: wish.duration_ms }),
    ...(kind === 'voice' && wish.bars && { bars: wish.bars }),
  }
}

/** When an upload of a held message expires: no user sees this time, and both databases and JSON have the number. */
export const HELD_UPLOAD_EXPIRES = 8_640_000_000_000_000
