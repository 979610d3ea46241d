import { enFiles } from './en-files.ts'
import { enGroups } from './en-groups.ts'
import { enLater } from './en-later.ts'
import { enList } from './en-list.ts'
import { enMessages } from './en-messages.ts'
import { enSafety } from './en-safety.ts'
import { enTalk } from './en-talk.ts'
import { enWriting } from './en-writing.ts'
import type { LaterCatalog } from './phrases.ts'

export const later: LaterCatalog = {
  ...enLater,
  ...enFiles,
  own: { groups: enGroups, list: enList, messages: enMessages, safety: enSafety, talk: enTalk, writing: enWriting },
}
