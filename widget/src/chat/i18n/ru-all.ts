import type { LaterCatalog } from './phrases.ts'
import { ruFiles } from './ru-files.ts'
import { ruGroups } from './ru-groups.ts'
import { ruLater } from './ru-later.ts'
import { ruList } from './ru-list.ts'
import { ruMessages } from './ru-messages.ts'
import { ruSafety } from './ru-safety.ts'
import { ruTalk } from './ru-talk.ts'
import { ruWriting } from './ru-writing.ts'

export const later: LaterCatalog = {
  ...ruLater,
  ...ruFiles,
  own: { groups: ruGroups, list: ruList, messages: ruMessages, safety: ruSafety, talk: ruTalk, writing: ruWriting },
}
