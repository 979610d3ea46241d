import type { LaterCatalog } from '../phrases.ts'
import { ruFiles } from './files.ts'
import { ruGroups } from './groups.ts'
import { ruLater } from './later.ts'
import { ruList } from './list.ts'
import { ruMessages } from './messages.ts'
import { ruSafety } from './safety.ts'
import { ruTalk } from './talk.ts'
import { ruWriting } from './writing.ts'

export const later: LaterCatalog = {
  ...ruLater,
  ...ruFiles,
  own: { groups: ruGroups, list: ruList, messages: ruMessages, safety: ruSafety, talk: ruTalk, writing: ruWriting },
}
