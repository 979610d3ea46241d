import type { LaterCatalog } from '../phrases.ts'
import { arFiles } from './files.ts'
import { arGroups } from './groups.ts'
import { arLater } from './later.ts'
import { arList } from './list.ts'
import { arMessages } from './messages.ts'
import { arSafety } from './safety.ts'
import { arTalk } from './talk.ts'
import { arWriting } from './writing.ts'

export const later: LaterCatalog = {
  ...arLater,
  ...arFiles,
  own: { groups: arGroups, list: arList, messages: arMessages, safety: arSafety, talk: arTalk, writing: arWriting },
}
