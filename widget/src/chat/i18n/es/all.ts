import type { LaterCatalog } from '../phrases.ts'
import { esFiles } from './files.ts'
import { esGroups } from './groups.ts'
import { esLater } from './later.ts'
import { esList } from './list.ts'
import { esMessages } from './messages.ts'
import { esSafety } from './safety.ts'
import { esTalk } from './talk.ts'
import { esWriting } from './writing.ts'

export const later: LaterCatalog = {
  ...esLater,
  ...esFiles,
  own: { groups: esGroups, list: esList, messages: esMessages, safety: esSafety, talk: esTalk, writing: esWriting },
}
