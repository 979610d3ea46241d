import { createHash } from 'node:crypto'
import { ChatError, type LinkPreview } from '@imbachat/protocol'
import { isFitToShow } from '../../moderation/rules/fit-line.ts'
import { bytesAllowed, mustBeInDailyQuota, randomFileId } from '../attachments/create-upload.ts'
import type { InspectedFile } from '../attachments/ports.ts'
import { storeBlob } from '../attachments/process-upload.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { ExpiringMap } from '../expiring-map.ts'
import { widgetOf } from '../messages/check-message.ts'
import { publishChange } from '../messages/publish-messages.ts'
import type { Job, PutPreview } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { firstLink } from './first-link.ts'
import type { Page, PageReader } from './ports.ts'

export const MAKE_PREVIEW = 'preview.make'

/** A page's answer is used again for further messages for this long, milliseconds. */
const KEPT_MS = 60 * 60_000
/** A message that waited longer for its preview goes without: its readers have read on. */
const LATEST_MS = 10 * 60_000
/** A page that could not be read may be there again sooner. */
const FAILED_MS = 5 * 60_000

type Picture = Pick<NonNullable<PutPreview['picture']>, 'blob_id' | 'content' | 'facts'>

/** null: the page has nothing that could be shown */
export type KnownPage = { page: Page; picture: Picture | null } | null

type Deps = Pick<ChatDeps, 'store' | 'widgets' | 'files' | 'bus' | 'clock'> & {
  pages: PageReader
  /** by widget and address */
  known: ExpiringMap<Promise<KnownPage>>
}

/** The user whose daily quota a picture is charged to. */
type Sender = Pick<UserPrincipal, 'widget_id' | 'user_id'>

interface Wanted {
  room_id: number
  seq: number
  edited_at: number | null
}

/**
 * The job: reads the page of a message's link and adds a preview to the message. A message that waits as a request gets
 * no preview, because its reader has not accepted its sender yet.
 * @throws Error for a failure that may pass, such as a storage that can't be reached
 */
export async function makePreview(deps: Deps, { widget_id, payload }: Pick<Job, 'widget_id' | 'payload'>) {
  const { room_id, seq, edited_at } = payload as Wanted
  const { store, bus, known, clock } = deps
  const widget = await widgetOf(deps, widget_id)
  const { settings } = widget
  const [message] = await store.messagesAt(widget_id, [{ room_id, seq }])
  const link = message?.edited_at === edited_at && !message.preview ? firstLink(message) : null
  if (!message || link === null || !settings.link_previews) return
  // the job was added when the message was written
  if (clock.now() - (edited_at ?? message.created_at) > LATEST_MS) return
  const room = await store.roomOf(widget_id, room_id, message.sender_id)
  if (room?.member.state !== 'joined') return

  const key = `${widget_id} ${link}`
  const reading = known.get(key) ?? read(deps, { widget_id, user_id: message.sender_id }, link)
  known.set(key, reading, KEPT_MS)
  reading.then(
    (found) => found === null && known.set(key, reading, FAILED_MS),
    () => known.delete(key),
  )
  const found = await reading
  if (found === null || !(await isFitToShow(`${found.page.title} ${found.page.description ?? ''}`, widget))) return

  const picture = found.picture && { ...found.picture, file_id: randomFileId() }
  const preview = previewOf(link, found.page, picture)
  const outcome = await store.putPreview({ widget_id, room_id, seq, edited_at, preview, picture })
  publishChange(bus, { widget_id, room_id }, outcome)
  if (outcome.kind === 'blob_gone') {
    known.delete(key)
    throw new Error('the picture of a preview is gone; it will be fetched again')
  }
}

function previewOf(
  url: string,
  { pictureUrl: _, ...fields }: Page,
  picture: (Picture & { file_id: string }) | null,
): LinkPreview {
  if (!picture) return { url, ...fields }
  const { width = 1, height = 1, blur } = picture.facts
  return { url, ...fields, picture: { file_id: picture.file_id, width, height, ...(blur !== undefined && { blur }) } }
}

async function read(deps: Deps, sender: Sender, link: string): Promise<KnownPage> {
  const { widget_id } = sender
  const page = await deps.pages.page(widget_id, link)
  if (page === null) return null
  const bytes = page.pictureUrl === undefined ? null : await deps.pages.picture(widget_id, page.pictureUrl)
  return { page, picture: bytes && (await storedPicture(deps, sender, bytes)) }
}

/** Errors that belong to the picture: the preview goes without one. */
const FINAL = new Set(['file_broken', 'picture_too_large', 'quota_exceeded'])
/** Pixels. A smaller picture is an icon or a tracking pixel. */
const SMALLEST = 60

async function storedPicture(deps: Deps, sender: Sender, bytes: Uint8Array): Promise<Picture | null> {
  const { store, files } = deps
  const { widget_id } = sender
  const content = `preview ${createHash('sha256').update(bytes).digest('hex')}`
  const known = await store.blobOf(widget_id, content)
  if (known) return { ...known, content }
  const id = randomFileId()
  try {
    const small = smallOf(await files.turns.run(sender, () => files.intake.look(id, bytes)))
    if (small === null) return null
    mustBeInDailyQuota(files, sender, small.facts.variants.original.size)
    const blob_id = await storeBlob(deps, widget_id, small, await bytesAllowed(deps, widget_id))
    return { blob_id, content, facts: small.facts }
  } catch (error) {
    if (error instanceof ChatError && FINAL.has(error.code)) return null
    throw error
  } finally {
    await files.intake.remove(id)
  }
}

/** A card shows the small picture; the large one is the page's own. */
function smallOf({ facts, paths }: InspectedFile): InspectedFile | null {
  const { kind, width = 0, height = 0, blur, variants } = facts
  if (kind !== 'image' || width < SMALLEST || height < SMALLEST) return null
  const about = { kind, width, height, ...(blur !== undefined && { blur }) }
  return {
    facts: { ...about, variants: { original: variants.thumb ?? variants.original } },
    paths: { original: paths.thumb ?? paths.original },
  }
}
