import type { LaterCatalog } from '../phrases.ts'
import { enFiles } from './files.ts'
import { enGroups } from './groups.ts'
import { enLater } from './later.ts'
import { enList } from './list.ts'
import { enMessages } from './messages.ts'
import { enSafety } from './safety.ts'
import { enTalk } from './talk.ts'
import { enWriting } from './writing.ts'

export const later: LaterCatalog = {
  ...enLater,
  ...enFiles,
  own: { groups: enGroups, list: enList, messages: enMessages, safety: enSafety, talk: enTalk, writing: enWriting },
}
