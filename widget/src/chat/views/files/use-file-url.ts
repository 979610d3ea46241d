import type { DialogModel } from '../../model/dialog-model.ts'
import { localUrl, type Variant } from '../../model/files/file-urls.ts'
import { roomFiles } from '../../model/files/room-files.ts'

/** Where the browser finds a file of the open room; null: not known yet. `renew`: it is not there (any more). */
export function useFileUrl(dialog: DialogModel, fileId: string, variant: Variant, mayBeLocal = true) {
  const local = mayBeLocal ? localUrl(fileId) : null
  if (local) return { url: local, renew: () => {} }
  const { urls } = roomFiles(...dialog.fileParts)
  const url = urls.of(fileId, variant).value
  return { url, renew: () => url && urls.renew(fileId, variant, url) }
}
