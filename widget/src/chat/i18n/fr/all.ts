import type { LaterCatalog } from '../phrases.ts'
import { frFiles } from './files.ts'
import { frGroups } from './groups.ts'
import { frLater } from './later.ts'
import { frList } from './list.ts'
import { frMessages } from './messages.ts'
import { frSafety } from './safety.ts'
import { frTalk } from './talk.ts'
import { frWriting } from './writing.ts'

export const later: LaterCatalog = {
  ...frLater,
  ...frFiles,
  own: { groups: frGroups, list: frList, messages: frMessages, safety: frSafety, talk: frTalk, writing: frWriting },
}
