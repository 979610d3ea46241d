import type { RoomModel } from '../room/room-model.ts'
import { localUrl, type Variant } from './file-urls.ts'
import { roomFiles } from './room-files.ts'

/** Where the browser finds a file of the open room; null: not known yet. `renew`: it is not there (any more). */
export function useFileUrl(roomModel: RoomModel, fileId: string, variant: Variant, mayBeLocal = true) {
  const local = mayBeLocal ? localUrl(fileId) : null
  if (local) return { url: local, renew: () => {} }
  const { urls } = roomFiles(...roomModel.fileParts)
  const url = urls.of(fileId, variant).value
  return { url, renew: () => url && urls.renew(fileId, variant, url) }
}
