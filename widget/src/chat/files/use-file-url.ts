import type { RoomModel } from '../room/room-model.ts'
import { localUrl, type Variant } from './file-urls.ts'
import { roomFiles } from './room-files.ts'

/**
 * The address of a file of the open room; null until it is known. `renew` asks for a new address, after the old one
 * failed.
 */
export function useFileUrl(roomModel: RoomModel, file_id: string, variant: Variant, mayBeLocal = true) {
  const local = mayBeLocal ? localUrl(file_id) : null
  if (local) return { url: local, renew: () => {} }
  const { urls } = roomFiles(...roomModel.fileParts)
  const url = urls.of(file_id, variant).value
  return { url, renew: () => url && urls.renew(file_id, variant, url) }
}
