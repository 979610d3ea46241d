import type { LaterCatalog } from '../phrases.ts'
import { deFiles } from './files.ts'
import { deGroups } from './groups.ts'
import { deLater } from './later.ts'
import { deList } from './list.ts'
import { deMessages } from './messages.ts'
import { deSafety } from './safety.ts'
import { deTalk } from './talk.ts'
import { deWriting } from './writing.ts'

export const later: LaterCatalog = {
  ...deLater,
  ...deFiles,
  own: { groups: deGroups, list: deList, messages: deMessages, safety: deSafety, talk: deTalk, writing: deWriting },
}
