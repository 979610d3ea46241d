import { randomBytes } from 'node:crypto'
import { type AttachmentKind, ChatError, type ReplyTo, type RequestFrame } from '@imbachat/protocol'
import { fitLine } from '../../moderation/rules/fit-line.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { widgetOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'
import type { Announcement } from './announced.ts'
import { cleanName } from './clean-name.ts'
import { isFromSite, type UploadInput } from './file.ts'
import type { Files } from './files.ts'
import { mustBeAllowedToUpload } from './may-upload.ts'
import { signUpload } from './signatures.ts'

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock' | 'files'>
/** The user who uploads. The site's own program uploads in a user's name. */
export type Uploader = Pick<UserPrincipal, 'widget_id' | 'user_id' | 'guest'>
type Wanted = Omit<RequestFrame<'upload.create'>, 't' | 'id'>

const MEGABYTE = 1024 * 1024
const DAY_SECONDS = 24 * 3600
/** Milliseconds. */
const HOUR = 3_600_000

/** Unguessable, and 22 characters that are safe in paths and file names. */
export const randomFileId = () => randomBytes(16).toString('base64url')

/**
 * @param address of the sender, as limits count it; null: it is not counted
 * @throws ChatError room_not_found, forbidden, not_permitted, request_*, file_empty, file_too_large, file_type_refused,
 * too_many_uploads, quota_exceeded, storage_unavailable, words_refused
 */
export async function createUpload(
  deps: Deps,
  principal: Uploader,
  wanted: Wanted,
  address: string | null,
): Promise<ReplyTo<'upload.create'>> {
  const { store, clock, files } = deps
  const { widget_id, user_id } = principal
  const { room_id, size } = wanted
  const widget = await widgetOf(deps, widget_id)
  const { settings } = widget
  await mustBeAllowedToUpload(deps, { widget_id, user_id, room_id, kind: wanted.kind ?? null })
  mustBeKind(settings.file_kinds, wanted.kind ?? null)
  mustFit(size, smaller(settings.file_max_mb * MEGABYTE, files.limits.MAX_FILE_BYTES))
  await mustBeInQuota(deps, principal, size, await bytesAllowed(deps, widget_id))
  const wish = inputOf(wanted)
  const anyNumber = isFromSite(principal)
  const name = anyNumber ? wish.name : await fitLine(wish.name, widget, 'name')

  const upload_id = randomFileId()
  const expires_at = clock.now() + files.limits.UPLOAD_KEPT_HOURS * HOUR
  const upload = { widget_id, upload_id, room_id, user_id, size }
  const { announced, intake } = files
  const waiting = announced.waiting()
  await announce(deps, { ...upload, isGuest: principal.guest === true, address, expires_at })
  try {
    const created = await store.createUpload({ ...upload, wish: { ...wish, name }, expires_at, anyNumber })
    if (created === 'too_many') {
      const text = `At most ${files.limits.UPLOADS_AT_ONCE} files may wait to be sent.`
      throw new ChatError('too_many_uploads', text, { retryAfterMs: 10_000 })
    }
    await intake.begin(upload_id, size, waiting).catch(async (error: unknown) => {
      await store.removeUpload({ widget_id, upload_id })
      throw error
    })
    announced.stored(upload_id)
  } catch (error) {
    announced.end(upload_id)
    throw error
  }
  return {
    upload_id,
    url: `/imbachat/v1/${widget_id}/uploads/${upload_id}`,
    token: signUpload(files.key, upload),
    expires_at,
  }
}

/**
 * Before it refuses, it checks which uploads have ended on other nodes.
 * @throws ChatError file_too_large, too_many_uploads
 */
async function announce({ store, files: { announced } }: Deps, announcement: Announcement): Promise<void> {
  try {
    announced.add(announcement)
  } catch (error) {
    if (!(error instanceof ChatError) || error.code !== 'too_many_uploads') throw error
    for (const upload_id of announced.storedOf(announcement)) {
      const upload = await store.upload(announcement.widget_id, upload_id)
      if (upload?.state !== 'open') announced.end(upload_id)
    }
    announced.add(announcement)
  }
}

/** @throws ChatError file_type_refused */
export function mustBeKind(allowed: readonly AttachmentKind[], kind: AttachmentKind | null): void {
  if (kind === null || allowed.includes(kind)) return
  throw new ChatError('file_type_refused', `This widget takes no files of the kind ${kind}.`, { field: 'kind' })
}

function mustFit(size: number, most: number): void {
  if (size === 0) throw new ChatError('file_empty', 'The file has no bytes.', { field: 'size' })
  if (most === 0 || size <= most) return
  throw new ChatError('file_too_large', `The file has ${size} bytes; at most ${most} are allowed.`, { field: 'size' })
}

/** @param most bytes of the widget's files; 0: no limit */
async function mustBeInQuota(
  { store, files }: Deps,
  { widget_id, user_id }: Uploader,
  size: number,
  most: number,
): Promise<void> {
  if (most > 0 && (await store.fileBytes(widget_id)) + size > most) {
    throw new ChatError('quota_exceeded', `The files of this widget may take ${most} bytes.`)
  }
  if (!isFromSite({ user_id })) mustBeInDailyQuota(files, { widget_id, user_id }, size)
}

/** Charges a file to its user. @throws ChatError quota_exceeded */
export function mustBeInDailyQuota(
  files: Pick<Files, 'limits' | 'dayRate'>,
  { widget_id, user_id }: Uploader,
  size: number,
): void {
  const { FILES_PER_USER_PER_DAY: mostFiles, FILE_BYTES_PER_USER_PER_DAY: mostBytes } = files.limits
  mustBeInDay(files.dayRate.take(`files ${widget_id}/${user_id}`, aDay(mostFiles), 1), mostFiles)
  if (mostBytes > 0 && size > mostBytes) mustBeInDay(1, mostBytes)
  mustBeInDay(files.dayRate.take(`bytes ${widget_id}/${user_id}`, aDay(mostBytes), size), mostBytes)
}

/** 0: no limit */
export const aDay = (most: number) => {
  const burst = most === 0 ? Number.MAX_SAFE_INTEGER : most
  return { burst, perSecond: burst / DAY_SECONDS }
}

function mustBeInDay(wait: number, most: number): void {
  if (wait > 0) throw new ChatError('quota_exceeded', `A user may upload ${most} files or bytes a day.`)
}

/**
 * The stricter of the administrator's limit for this widget, else for any, and the owner's; 0: no limit.
 * @throws ChatError widget_unknown
 */
export async function bytesAllowed(
  { widgets, files }: Pick<ChatDeps, 'widgets' | 'files'>,
  widget_id: number,
): Promise<number> {
  const { quotas, settings } = await widgetOf({ widgets }, widget_id)
  const most = quotas.file_mb === null ? files.limits.FILE_BYTES_PER_WIDGET : quotas.file_mb * MEGABYTE
  return smaller(most, settings.files_quota_mb * MEGABYTE)
}

const smaller = (a: number, b: number) => (a === 0 ? b : b === 0 ? a : Math.min(a, b))

function inputOf({ name, type, kind, width, height, duration_ms, bars }: Wanted): UploadInput {
  return {
    name: cleanName(name),
    type,
    kind: kind ?? null,
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration_ms !== undefined && { duration_ms }),
    ...(bars && { bars }),
  }
}
